import { Popover } from 'radix-ui'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { PaneId } from '../../../ipc/model'
import { isMac, keyHint } from '../../commands/keys'
import { commandById } from '../../commands/registry'
import { useFleet } from '../../state/hooks'
import { closeCard, needsStore, openCard } from '../../state/needs-store'
import { type Need, needsYou } from '../../state/needs-you'
import { paneName } from '../../state/selectors'
import { showPane, viewStore } from '../../state/view-store'
import { StateIcon } from '../../ui/state-icon'
import { Age } from '../grid/age'
import { placeName } from '../grid/names'
import { CardPopover } from '../needs-you/card-popover'
import { needLine } from '../needs-you/question-words'

/** More rows than this would push the sessions out of view; *Next waiting agent* goes through all. */
const MOST = 6

/** The queue of agents that need a person: those that wait, the oldest first, then those with an error. */
export function NeedsSection() {
  const fleet = useFleet()
  const { waiting, errors } = useMemo(() => needsYou(fleet), [fleet])
  const all = [...waiting, ...errors]
  if (all.length === 0) return null
  const shown = all.slice(0, MOST)
  const keys = commandById('needs.next')?.keys[0]
  return (
    <>
      <div className="side-head">
        <h2 id="side-needs">{`Needs you (${all.length})`}</h2>
        {keys && <kbd title="Next waiting agent">{keyHint(keys, isMac())}</kbd>}
      </div>
      <ul aria-labelledby="side-needs" className="side-needs">
        {shown.map(need => (
          <li key={need.pane.id}>
            {need.pane.state.name === 'waiting' ? <Waiting need={need} /> : <Faulty need={need} />}
          </li>
        ))}
      </ul>
      {all.length > MOST && <p className="side-empty">{`and ${all.length - MOST} more`}</p>}
    </>
  )
}

/** Where the pane is in view, its card stands there already. */
function openNearest(paneId: PaneId): void {
  const { view } = viewStore.getState()
  openCard(paneId, view.kind === 'pane' && view.paneId === paneId ? 'pane' : 'side')
}

function Waiting({ need: { session, pane } }: { readonly need: Need }) {
  const open = useStore(needsStore, ({ card }) => card?.place === 'side' && card.paneId === pane.id)
  return (
    <Popover.Root open={open} onOpenChange={next => (next ? openNearest(pane.id) : closeCard(pane.id, 'side'))}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="side-row side-need"
          aria-label={`Answer ${placeName(pane, session)}: ${needLine(pane)}`}
        >
          <Words session={session} pane={pane} />
        </button>
      </Popover.Trigger>
      <CardPopover pane={pane} session={session} place="side" side="right" />
    </Popover.Root>
  )
}

function Faulty({ need: { session, pane } }: { readonly need: Need }) {
  return (
    <button
      type="button"
      className="side-row side-need"
      aria-label={`Look at ${placeName(pane, session)}, error: ${needLine(pane)}`}
      onClick={() => showPane(session.id, pane.id)}
    >
      <Words session={session} pane={pane} />
    </button>
  )
}

function Words({ session, pane }: Need) {
  const line = needLine(pane)
  return (
    <>
      <span className="side-need-head">
        <StateIcon state={pane.state.name} />
        <b>{paneName(pane)}</b>
        <bdi className="side-need-place">{`in ${session.name}`}</bdi>
        <Age since={pane.state.since} />
      </span>
      <bdi className="side-need-line" title={line}>
        {line}
      </bdi>
    </>
  )
}
