import { toFailure } from '../../../ipc/failure'
import type { Choice, Pane, PaneId, Question, Receipt } from '../../../ipc/model'
import { call } from '../../host/host'
import { wordsFor } from '../../host/words'
import { fleetStore } from '../../state/fleet-store'
import { needsStore, type Outcome, setAnswering, setOutcome } from '../../state/needs-store'
import { paneById } from '../../state/selectors'
import { showToast } from '../../state/toasts-store'
import { viewStore } from '../../state/view-store'
import { printable } from './question-words'

const TITLES = {
  done: 'Answered',
  pending: 'The answer is on its way',
  skipped: 'Nothing was sent',
  unconfirmed: 'The answer was sent; what came of it was not seen',
  failed: 'The answer did not arrive',
} as const satisfies Record<Receipt['result'], string>

const CHANGED = 'The question changed: nothing was sent'

/** The question that is on screen now, by what the host has told; empty when there is none. */
function idNow(pane: Pane): string {
  return paneById(fleetStore.getState().fleet, pane.id)?.state.question?.id ?? ''
}

/** Only a refusal says that nothing was sent: a tmux that did not answer may have typed. */
function failureTitle(error: unknown, pane: Pane, questionId: string): string {
  if (toFailure(error).code !== 'refused') return 'The answer failed'
  return idNow(pane) === questionId ? TITLES.skipped : CHANGED
}

/** Whether a card of the pane is on screen: one that was asked for, or the one at the foot of its terminal. */
function cardInView(paneId: PaneId): boolean {
  if (paneById(fleetStore.getState().fleet, paneId)?.state.name !== 'waiting') return false
  const { view } = viewStore.getState()
  return needsStore.getState().card?.paneId === paneId || (view.kind === 'pane' && view.paneId === paneId)
}

/**
 * Tells in the card, else as a message: a card goes when its question does, also where the agent asks the next one a
 * moment later, and a person may have closed it meanwhile.
 */
function tell(pane: Pane, place: string, outcome: Outcome): void {
  if (cardInView(pane.id)) return setOutcome(pane.id, outcome)
  showToast({ tone: outcome.tone, title: `${place}: ${outcome.title}`, meaning: outcome.detail })
}

/**
 * Gives the host one answer to the question that was seen, and tells what came of it. `place`: `cc_2 in api`. While an
 * answer of this pane is under way another one adds nothing. The host compares the screen; nothing is judged here.
 */
export async function answerQuestion(pane: Pane, place: string, question: Question, choice: Choice): Promise<void> {
  if (needsStore.getState().answering.has(pane.id)) return
  setAnswering(pane.id, true)
  setOutcome(pane.id, null)
  const questionId = question.id
  try {
    const { receipt } = await call('question.answer', { paneId: pane.id, questionId, key: choice.key })
    if (receipt.result === 'done') {
      const said = printable(`${choice.key} ${choice.label}`, 60)
      const title = `Answered ${said}`
      setOutcome(pane.id, { questionId, tone: 'done', title, detail: receipt.detail })
      showToast({ tone: 'done', title: `${place}: ${title}`, meaning: receipt.detail })
      return
    }
    const nothing = receipt.result === 'skipped'
    const title = nothing && idNow(pane) !== questionId ? CHANGED : TITLES[receipt.result]
    const tone = receipt.result === 'failed' ? 'failure' : 'notice'
    tell(pane, place, { questionId, tone, title, detail: receipt.detail })
  } catch (error) {
    const { what, remedy } = wordsFor(error)
    const detail = [what, remedy].filter(Boolean).join(' ')
    tell(pane, place, { questionId, tone: 'failure', title: failureTitle(error, pane, questionId), detail })
  } finally {
    setAnswering(pane.id, false)
  }
}
