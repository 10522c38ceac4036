import type { Act } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'
import type { Undo } from '../../ipc/wire'
import type { ActBook } from '../agents/acts'
import { createOpenSource, createUnseen } from './unseen'

/** What the tray or the shortcut did while no page was there is told to the next one within this time, ms. */
const KEEP_MS = 30_000
/** Far more than anybody presses in that time. */
const MOST = 20

/**
 * The topic `act` for pages: those that are open, then every change. An act of the host itself that no page has seen is
 * told to the next page, as its receipts have no other place to be shown. `now`: Unix ms.
 */
export function createActSource(
  book: Pick<ActBook, 'open' | 'onChange'>,
  now: () => number = Date.now,
): (send: (news: TopicOut<'act'>) => void) => Undo {
  const news = { all: (open: Act[]) => ({ open }), one: (act: Act) => ({ act }) }
  const worth = ({ origin, open }: Act) => origin === 'host' && !open
  return createOpenSource<Act, TopicOut<'act'>>(book, news, worth, createUnseen({ keepMs: KEEP_MS, most: MOST }, now))
}
