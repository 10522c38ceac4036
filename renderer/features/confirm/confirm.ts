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

function ask(question: Question): Promise<boolean> {
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

/** Schemes that may be opened at all; everything else (`file:`, `javascript:`, an app's own) is refused unasked. */
const OPENABLE = new Set(['http:', 'https:', 'mailto:'])

/** The address as it would be opened, or null when it may not be opened. */
export function openableUrl(url: string): URL | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  return OPENABLE.has(parsed.protocol) ? parsed : null
}

/** Shows a link's target and asks before it is opened. False without asking when it is no http, https or mailto address. */
export function confirmLink(url: string): Promise<boolean> {
  return openableUrl(url) ? ask({ kind: 'link', url }) : Promise.resolve(false)
}

/** Shows a text of several lines and asks before it is pasted. Whether to ask at all (the setting) is the caller's. */
export function confirmPaste(text: string): Promise<boolean> {
  return ask({ kind: 'paste', text })
}
