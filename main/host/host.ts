import type { Act as Receipts } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'
import type { Fleet } from '../../ipc/model'
import type { Looking } from '../../ipc/notifications'
import type { Settings } from '../../ipc/settings'
import type { Undo, Wire } from '../../ipc/wire'

/** Something that happened outside the page that shows it. */
export type Act = Exclude<TopicOut<'acts'>, { hello: true }>

/** The host as its shells see it: a page is served over a wire; tray, menu and shortcut use the rest. */
export interface Host {
  /** Serves one page; the undo ends its subscriptions and streams (closing the wire does the same). */
  serve(wire: Wire): Undo
  readonly fleet: { state(): Fleet; onChange(listener: (fleet: Fleet) => void): Undo }
  /** Lost sessions: the whole list at once and with each change. */
  readonly recovery: { watch(send: (news: TopicOut<'recovery'>) => void): Undo }
  readonly settings: { get(): Settings; onChange(listener: (settings: Settings) => void): Undo }
  /** What the page has in view that told so last; whether its window has the focus is the shell's to know. */
  looking(): Looking
  /** Tells every page; kept for the next page while there is none. */
  tell(act: Act): void
  /** Interrupts the whole fleet; the receipts come by the topic `act`. Works without a page. */
  interruptAll(): Promise<Receipts>
  readonly dataFolder: string
  /** Empty, or who holds the data folder: then nothing is written there. */
  readonly readOnly: string
  /** Detaches from tmux and lets the data folder go. What runs in tmux goes on. Twice does nothing more. */
  close(): Promise<void>
}
