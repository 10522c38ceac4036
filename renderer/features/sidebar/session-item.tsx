import { Link2 } from 'lucide-react'
import { useStore } from 'zustand'
import type { Session } from '../../../ipc/model'
import { useFleet } from '../../state/hooks'
import { countStates, paneName, panesOfSession } from '../../state/selectors'
import { showPane, showSession, viewStore } from '../../state/view-store'
import { StateIcon } from '../../ui/state-icon'
import { otherFact, sessionLabel } from './session-words'

/** More panes than this in the list would push the other sessions away; the grid shows them. */
const MOST_PANES = 12

function PaneRows({ session }: { readonly session: Session }) {
  const fleet = useFleet()
  const shown = useStore(viewStore, ({ view }) => (view.kind === 'pane' ? view.paneId : null))
  const panes = panesOfSession(fleet, session)
  if (panes.length > MOST_PANES) return null
  return (
    <ul className="side-panes" aria-label={`Panes of ${session.name}`}>
      {panes.map(pane => (
        <li key={pane.id}>
          <button
            type="button"
            className="side-row"
            aria-label={`${paneName(pane)}, ${pane.state.name}`}
            aria-current={shown === pane.id ? 'true' : undefined}
            title={pane.state.explanation}
            onClick={() => showPane(session.id, pane.id)}
          >
            <StateIcon state={pane.state.name} />
            <span className="side-name">{paneName(pane)}</span>
            {!pane.agent && <span className="side-fact">{pane.command}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** A session's row: its name and, as shape and number, what its agents do. */
export function SessionItem({ session }: { readonly session: Session }) {
  const fleet = useFleet()
  const current = useStore(viewStore, ({ view }) => view.kind !== 'fleet' && view.sessionId === session.id)
  const panes = panesOfSession(fleet, session)
  const counts = countStates(panes)
  const attached = session.clients.some(client => !client.control)
  return (
    <li aria-label={session.name}>
      <button
        type="button"
        className="side-row"
        aria-label={sessionLabel(session, counts, panes.length)}
        aria-current={current ? 'true' : undefined}
        title={session.folder ? `${session.name}\n${session.folder}` : session.name}
        onClick={() => showSession(session.id)}
      >
        <span className="side-name">{session.name}</span>
        {session.managed && attached && (
          <span className="side-fact" title="Attached elsewhere">
            <Link2 size={13} aria-hidden="true" />
          </span>
        )}
        {session.managed && (
          <span className="side-counts">
            {counts.map(({ state, count }) => (
              <span key={state} className={`state state-${state}`} title={`${count} ${state}`}>
                <StateIcon state={state} />
                {count}
              </span>
            ))}
          </span>
        )}
        {!session.managed && <span className="side-fact">{otherFact(session, panes.length)}</span>}
      </button>
      {current && <PaneRows session={session} />}
    </li>
  )
}
