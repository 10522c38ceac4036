import { createEmitter, type Undo } from '../../ipc/wire'
import type { Act } from './host'
import { createUnseen } from './unseen'

/** An act that nobody saw is told to the next page if it comes within this time, ms: a window opens in a second or two. */
const KEEP_MS = 30_000
/** Waiting acts; more is not read by anybody. */
const MOST = 20

export interface Acts {
  tell(act: Act): void
  onAct(listener: (act: Act) => void): Undo
}

/**
 * What the tray, the menu and the shortcut did or want, for the pages that are there; while there is none, it waits
 * for the next page.
 */
export function createActs(now: () => number = Date.now): Acts {
  const pages = createEmitter<Act>()
  // Without a page for days, the shortcut's receipts must not pile up.
  const unseen = createUnseen<Act>({ keepMs: KEEP_MS, most: MOST }, now)
  return {
    tell(act) {
      if (pages.size > 0) pages.emit(act)
      else unseen.keep(act)
    },
    onAct(listener) {
      const early = unseen.take()
      const undo = pages.on(listener)
      for (const act of early) listener(act)
      return undo
    },
  }
}
