import type { Fleet, PaneId } from '../../../ipc/model'
import type { Undo } from '../../../ipc/wire'
import { fleetStore } from '../../state/fleet-store'
import { closeCard, needsStore, setOutcome } from '../../state/needs-store'
import { paneById, paneName, sessionOfPane } from '../../state/selectors'
import { showToast } from '../../state/toasts-store'

const waits = (fleet: Fleet | null, paneId: PaneId) => paneById(fleet, paneId)?.state.name === 'waiting'

/** Whether this window has just answered it: then its end is no surprise. */
function answeredHere(paneId: PaneId): boolean {
  const { answering, outcomes } = needsStore.getState()
  return answering.has(paneId) || outcomes.get(paneId)?.tone === 'done'
}

function tellGone(before: Fleet | null, paneId: PaneId): void {
  const pane = paneById(before, paneId)
  if (!pane) return
  const session = sessionOfPane(before, pane)
  const place = session ? `${paneName(pane)} in ${session.name}` : paneName(pane)
  const meaning = 'It was answered elsewhere, or withdrawn. Nothing was sent from here.'
  showToast({ tone: 'notice', title: `${place}: the question is gone`, meaning })
}

/**
 * Closes the card of a question that is gone, and says so where the person was at it and did not answer it here. Drops
 * what was told of answers once their agent goes on.
 */
export function followQuestions(): Undo {
  return fleetStore.subscribe(({ fleet }, { fleet: before }) => {
    if (!fleet || fleet === before) return
    const { card, outcomes } = needsStore.getState()
    if (card && !waits(fleet, card.paneId)) {
      if (waits(before, card.paneId) && !answeredHere(card.paneId)) tellGone(before, card.paneId)
      closeCard()
    }
    for (const paneId of outcomes.keys()) if (!waits(fleet, paneId)) setOutcome(paneId, null)
  })
}
