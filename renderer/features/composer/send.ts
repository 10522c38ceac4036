import type { Act, Target } from '../../../ipc/act'
import { toFailure } from '../../../ipc/failure'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { actBook, putAct } from '../../state/act-book'
import { draftStore, type PromptRequest, setDraft } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { candidatesOf, type ReceiverChoice, receiversOf } from '../../state/receivers'
import { receiverChoice, receiversStore } from '../../state/receivers-store'
import { attempt, tellFailure } from '../../state/tell'

/** Failures after which it is not known whether the host took the request. */
const UNSURE = new Set(['disconnected', 'internal', 'tmux-timeout'])

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

/** Exactly those that were in view when Send was pressed; whoever comes later was not meant. */
function requestTo(paneIds: readonly PaneId[], text: string, whenBusy: ReceiverChoice['whenBusy']): PromptRequest {
  const [only] = paneIds
  const target: Target =
    only !== undefined && paneIds.length === 1
      ? { kind: 'pane', paneId: only }
      : { kind: 'panes', paneIds: [...paneIds] }
  return { id: crypto.randomUUID(), text, to: { target }, whenBusy }
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
    const unsure = UNSURE.has(toFailure(error).code) && draftStore.getState().text === request.text
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

/** Requests without an answer, by what was asked for. */
const unanswered = new Map<string, PromptRequest>()

/**
 * Sends a prompt to exactly these panes; a failure is shown. Whether the host took it. Where its answer was lost, asking for
 * the same again is the same request (same id), unless the host has told of its act meanwhile: then a person means another.
 */
export function sendTo(paneIds: readonly PaneId[], text: string, clearDraft = false): Promise<boolean> {
  const { whenBusy } = receiversStore.getState()
  const wish = JSON.stringify([paneIds, text, clearDraft, whenBusy])
  const before = unanswered.get(wish)
  unanswered.delete(wish)
  const known = before !== undefined && actBook.getState().acts.has(before.id)
  const request = before && !known ? before : requestTo(paneIds, text, whenBusy)
  return attempt('Send', async () => {
    try {
      putAct(await call('prompt.send', { ...request, clearDraft }))
    } catch (error) {
      if (UNSURE.has(toFailure(error).code)) unanswered.set(wish, request)
      throw error
    }
  })
}

export function retryFailed(act: Act): Promise<boolean> {
  return attempt('Retry', async () => putAct(await call('prompt.retry', { id: act.id })))
}

export function cancelPending(act: Act): Promise<boolean> {
  return attempt('Cancel', async () => putAct(await call('act.cancel', { id: act.id })))
}
