import type { Act } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'
import type { Undo } from '../../ipc/wire'
import type { ActBook } from '../agents/acts'

/** What the tray or the shortcut did while no page was there is told to the next one within this time, ms. */
const KEEP_MS = 30_000

/**
 * The topic `act` for pages: those that are open, then every change. An act of the host itself that no page has seen is
 * told to the next page, as its receipts have no other place to be shown. `now`: Unix ms.
 */
export function createActSource(
  book: Pick<ActBook, 'open' | 'onChange'>,
  now: () => number = Date.now,
): (send: (news: TopicOut<'act'>) => void) => Undo {
  const unseen = new Map<string, { readonly act: Act; readonly at: number }>()
  let pages = 0
  book.onChange(act => {
    if (pages === 0 && act.origin === 'host') unseen.set(act.id, { act, at: now() })
    for (const [id, { at }] of unseen) if (now() - at > KEEP_MS) unseen.delete(id)
  })
  return send => {
    pages += 1
    send({ open: book.open() })
    for (const { act, at } of unseen.values()) if (!act.open && now() - at <= KEEP_MS) send({ act })
    unseen.clear()
    const undo = book.onChange(act => send({ act }))
    return () => {
      pages -= 1
      undo()
    }
  }
}
