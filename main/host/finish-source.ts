import type { TopicOut } from '../../ipc/contract'
import type { Finish } from '../../ipc/finish'
import type { Undo } from '../../ipc/wire'
import type { Finishes } from '../workflows/finish'
import { isOver } from '../workflows/finish-run'
import { createOpenSource, createUnseen } from './unseen'

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
  const news = { all: (open: Finish[]) => ({ open }), one: (finish: Finish) => ({ finish }) }
  const unseen = createUnseen<Finish>({ keepMs: KEEP_MS, most: MOST_UNSEEN }, now)
  return createOpenSource<Finish, TopicOut<'finish'>>(finishes, news, isOver, unseen)
}
