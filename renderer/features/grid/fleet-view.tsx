import { useMemo, useRef } from 'react'
import type { Fleet, Pane, Session } from '../../../ipc/model'
import { countStates, panesOfSession, sortedSessions } from '../../state/selectors'
import { showSession } from '../../state/view-store'
import { plural } from '../../ui/format'
import { StateIcon } from '../../ui/state-icon'
import { fleetLayout } from './columns'
import { clientWords } from './names'
import { TilesSection } from './tiles-section'
import { useArea } from './use-area'
import { useTileKeys } from './use-tile-keys'

/** All sessions, each with its panes drawn small. */
export function FleetView({
  fleet,
  selected,
  stale,
}: {
  readonly fleet: Fleet
  readonly selected: string | null
  readonly stale: boolean
}) {
  const root = useRef<HTMLDivElement>(null)
  const area = useArea(root)
  const groups = useMemo(() => {
    const { ours, others } = sortedSessions(fleet)
    return [...ours, ...others].map(session => ({ session, panes: distinct(panesOfSession(fleet, session)) }))
  }, [fleet])
  const { onKeyDown, reachable } = useTileKeys(root, groups, selected, area !== null)
  const layout =
    area &&
    fleetLayout(
      groups.map(group => group.panes.length),
      area,
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the tiles inside, which are the focusable ones
    <div className="grid-scroll" ref={root} onKeyDown={onKeyDown}>
      {layout &&
        groups.map(({ session, panes }) => (
          <section key={session.id} className="fleet-session" aria-label={session.name}>
            <SessionHeading session={session} panes={panes} />
            <TilesSection
              {...{ fleet, session, panes, layout, selected, reachable, stale }}
              formOf={() => (layout.cards ? 'card' : 'picture')}
            />
          </section>
        ))}
    </div>
  )
}

/** A pane once, also when a window is linked twice into one session. */
export function distinct(panes: readonly Pane[]): Pane[] {
  return [...new Map(panes.map(pane => [pane.id, pane])).values()]
}

export function SessionHeading({ session, panes }: { readonly session: Session; readonly panes: readonly Pane[] }) {
  const clients = clientWords(session)
  return (
    <header className="session-heading">
      <h2>
        <button type="button" className="session-link" onClick={() => showSession(session.id)}>
          {session.name}
        </button>
      </h2>
      <span className="session-facts">{plural(panes.length, 'pane')}</span>
      {countStates(panes).map(({ state, count }) => (
        <span key={state} className={`session-count state-${state}`} title={`${count} ${state}`}>
          <StateIcon state={state} />
          <span aria-hidden="true">{count}</span>
          <span className="sr-only">{`${count} ${state}`}</span>
        </span>
      ))}
      {clients && <bdi className="session-facts session-clients">{clients}</bdi>}
    </header>
  )
}
