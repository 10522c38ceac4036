import { createStore } from 'zustand/vanilla'

/** What the person is asked about; plain, hostile text. */
export type Question =
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'paste'; readonly text: string }

interface ConfirmStore {
  readonly question: Question | null
  readonly answer: (yes: boolean) => void
}

const nobodyAsks = () => {}

export const confirmStore = createStore<ConfirmStore>(() => ({ question: null, answer: nobodyAsks }))

/** Asks; resolves with the answer. */
export function ask(question: Question): Promise<boolean> {
  // A newer question replaces the open one, which counts as answered with no.
  confirmStore.getState().answer(false)
  return new Promise(resolve => {
    const answer = (yes: boolean) => {
      if (confirmStore.getState().question === question) confirmStore.setState({ question: null, answer: nobodyAsks })
      resolve(yes)
    }
    confirmStore.setState({ question, answer })
  })
}
