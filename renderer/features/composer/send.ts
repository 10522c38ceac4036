import type { Act, Target } from '../../../ipc/act'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { isUnsure } from '../../host/unsure'
import { actBook, putAct } from '../../state/act-book'
import { draftStore, type PromptRequest, setDraft } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { candidatesOf, type ReceiverChoice, receiversOf } from '../../state/receivers'
import { receiverChoice, receiversStore } from '../../state/receivers-store'
import { attempt, tellFailure } from '../../state/tell'
import { sendOnce } from './send-once'

/** What was chosen, as one word; names and states are no part of it, they change by themselves. */
function choiceKey({ scope, picks, types, idleOnly, whenBusy }: ReceiverChoice): string {
  const { name: _, ...where } = { name: '', ...scope }
  return JSON.stringify([where, picks, types, idleOnly, whenBusy])
}

/** The request that is tried again: the same text to the same choice of agents, and no answer to it yet. */
export function unansweredRequest(choice: ReceiverChoice): PromptRequest | null {
  const { unanswered, text } = draftStore.getState()
  return unanswered?.choice === choiceKey(choice) && unanswered.request.text === text ? unanswered.request : null
}

/** Exactly those that were in view when it was pressed; whoever comes later was not meant. */
export function requestTo(
  paneIds: readonly PaneId[],
  text: string,
  whenBusy: ReceiverChoice['whenBusy'],
): PromptRequest {
  const [only] = paneIds
  const target: Target =
    only !== undefined && paneIds.length === 1
      ? { kind: 'pane', paneId: only }
      : { kind: 'panes', paneIds: [...paneIds] }
  return { id: crypto.randomUUID(), text, to: { target }, whenBusy }
}

/** Who gets it, as the request says. */
export function panesOfRequest({ to: { target } }: PromptRequest): readonly PaneId[] {
  if (target.kind === 'panes') return target.paneIds
  return target.kind === 'pane' ? [target.paneId] : []
}

function nextRequest(choice: ReceiverChoice): PromptRequest | null {
  const { text } = draftStore.getState()
  const ids = receiversOf(candidatesOf(fleetStore.getState().fleet, choice)).map(({ pane }) => pane.id)
  const again = unansweredRequest(choice)
  if (again) return again
  return ids.length === 0 || text.trim() === '' ? null : requestTo(ids, text, choice.whenBusy)
}

/** The host has it: from now on it is in the history, so the field is free. What was typed meanwhile stays. */
function accepted(request: PromptRequest, act: Act): void {
  putAct(act)
  if (draftStore.getState().text === request.text) setDraft('')
}

/**
 * Sends the draft to those that the composer names. Nothing happens while a request is under way. A failure keeps the
 * draft; where it is not known whether the host took it, the next press sends the same request (same id) again.
 */
export async function sendDraft(): Promise<void> {
  const choice = receiverChoice()
  const request = nextRequest(choice)
  if (!request || draftStore.getState().sending) return
  draftStore.setState({ sending: true })
  try {
    accepted(request, await call('prompt.send', request))
  } catch (error) {
    const unsure = isUnsure(error) && draftStore.getState().text === request.text
    draftStore.setState({ unanswered: unsure ? { request, choice: choiceKey(choice) } : null })
    tellFailure('Send', error)
  } finally {
    draftStore.setState({ sending: false })
  }
}

/** After a lost connection the host may tell of the act whose answer did not come: then the draft is sent. */
export function takeLateAnswer(): void {
  const { unanswered } = draftStore.getState()
  const act = unanswered && actBook.getState().acts.get(unanswered.request.id)
  if (unanswered && act) accepted(unanswered.request, act)
}

/**
 * Sends a prompt to exactly these panes by a button; a failure is shown. Pressed again at the same place after a lost
 * answer, it is the same request.
 */
export async function sendTo(
  place: string,
  paneIds: readonly PaneId[],
  text: string,
  clearDraft = false,
): Promise<void> {
  const request = requestTo(paneIds, text, receiversStore.getState().whenBusy)
  await attempt('Send', () => sendOnce(place, { ...request, clearDraft }))
}

export function retryFailed(act: Act): Promise<boolean> {
  return attempt('Retry', async () => putAct(await call('prompt.retry', { id: act.id })))
}

export function cancelPending(act: Act): Promise<boolean> {
  return attempt('Cancel', async () => putAct(await call('act.cancel', { id: act.id })))
}
