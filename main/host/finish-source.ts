import type { TopicOut } from '../../ipc/contract'
import type { Finish } from '../../ipc/finish'
import type { Undo } from '../../ipc/wire'
import type { Finishes } from '../workflows/finish'
import { isOver } from '../workflows/finish-run'

/** How many ended finishes are kept for the next page, and for how long, ms. */
const MOST_UNSEEN = 20
const KEEP_MS = 3_600_000

/**
 * The topic `finish` for pages: those under way, then every change. One that ended while no page was there is told to the
 * next page: its files and its proof would have no other place to be seen. `now`: Unix ms.
 */
export function createFinishSource(
  finishes: Pick<Finishes, 'open' | 'onChange'>,
  now: () => number = Date.now,
): (send: (news: TopicOut<'finish'>) => void) => Undo {
  let unseen: { readonly finish: Finish; readonly at: number }[] = []
  let pages = 0
  finishes.onChange(finish => {
    if (pages === 0 && isOver(finish)) unseen = [...unseen, { finish, at: now() }].slice(-MOST_UNSEEN)
  })
  return send => {
    pages += 1
    send({ open: finishes.open() })
    for (const { finish, at } of unseen) if (now() - at <= KEEP_MS) send({ finish })
    unseen = []
    const undo = finishes.onChange(finish => send({ finish }))
    return () => {
      pages -= 1
      undo()
    }
  }
}
