import { createStore } from 'zustand/vanilla'
import type { CallIn } from '../../ipc/contract'

export type PromptRequest = CallIn<'prompt.send'>

/** The prompt that is being written. It outlives views and connections, and is lost on a reload, by design. */
interface DraftStore {
  readonly text: string
  /**
   * A request that was sent and whose answer never came. Sent again as it is, it is the same request (same id), so
   * whoever has received it does not receive it twice; `choice` says for which choice of receivers it was made.
   */
  readonly unanswered: { readonly request: PromptRequest; readonly choice: string } | null
  readonly sending: boolean
  /** Counts the wishes to write: each one gives the focus to the field. */
  readonly wishes: number
}

export const draftStore = createStore<DraftStore>(() => ({ text: '', unanswered: null, sending: false, wishes: 0 }))

/** Sets what is written. Another text is another prompt: what was unanswered is no longer tried again. */
export function setDraft(text: string): void {
  draftStore.setState({ text, unanswered: null })
}

/** Gives the focus to the prompt's field. */
export function wishToWrite(): void {
  draftStore.setState(({ wishes }) => ({ wishes: wishes + 1 }))
}
