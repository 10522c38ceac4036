import type { TopicOut } from '../../ipc/contract'
import { createEmitter, type Undo } from '../../ipc/wire'

/** What was started elsewhere (menu, tray, system-wide shortcut): a command to run, receipts to show, or a notice. */
export type Act = Exclude<TopicOut<'acts'>, { hello: true }>

const acts = createEmitter<Act>()
/** Acts that came before the interface listened: the page connects before React has mounted. */
let waiting: Act[] = []

/** Called with every act from now on, and with those that came before anybody listened. */
export function onAct(listener: (act: Act) => void): Undo {
  const undo = acts.on(listener)
  const early = waiting
  waiting = []
  for (const act of early) listener(act)
  return undo
}

/** Called by `renderer/host` alone. */
export function tellAct(act: Act): void {
  if (acts.size > 0) acts.emit(act)
  else waiting.push(act)
}
