import { lossWords } from './loss-words'
import type { LostSession } from './recovery'
import type { Undo } from './wire'

/** A desktop notification of a loss. Printable and short, but still what programs wrote: never markup. */
interface LossNotice {
  /** The same for the same losses: a system that knows tags shows it once, whichever window tells it. */
  readonly tag: string
  readonly title: string
  readonly body: string
}

export interface LossParts {
  /** Gives the whole list at once and with each change. */
  watch(listener: (lost: readonly LostSession[]) => void): Undo
  /** A window of ours has the focus: it says so itself. */
  focused(): boolean
  wanted(): boolean
  tell(notice: LossNotice): void
}

/** Tells of losses that come while nobody looks; what is known from the beginning is the window's to say. */
export function followLosses({ watch, focused, wanted, tell }: LossParts): Undo {
  let known: ReadonlySet<string> | null = null
  return watch(lost => {
    const news = known === null ? [] : lost.filter(one => !known?.has(one.id))
    known = new Set(lost.map(one => one.id))
    if (news.length === 0 || focused() || !wanted()) return
    const { title, meaning } = lossWords(news)
    tell({ tag: `quarterdeck lost ${news.map(one => one.id).join(', ')}`.slice(0, 200), title, body: meaning })
  })
}
