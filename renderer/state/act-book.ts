import { createStore } from 'zustand/vanilla'
import type { Act } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'
import { type BookRules, withNews, withOpen } from './book'

interface ActBook {
  /** By id, oldest first. Written by `renderer/host` and by whoever started an act. */
  readonly acts: ReadonlyMap<string, Act>
}

/** The acts with receipts that this page knows, as they are now. */
export const actBook = createStore<ActBook>(() => ({ acts: new Map() }))

/** What is not known of an act that ended while the host was away. */
function lost(act: Act): Act {
  const receipts = act.receipts.map(one =>
    one.result === 'pending'
      ? { ...one, result: 'unconfirmed' as const, detail: 'The connection was lost before it could be checked.' }
      : one,
  )
  return { ...act, open: false, receipts }
}

const RULES: BookRules<Act> = {
  keep: 100,
  isOver: act => !act.open,
  lost,
  // A retry begins the same act once more.
  begunAnew: (act, known) => act.startedAt > known.startedAt,
}

/** Takes an act as it is now: the answer to a call. */
export function putAct(act: Act): void {
  actBook.setState(({ acts }) => ({ acts: withNews(acts, [act], RULES) }))
}

/** Takes a message of the topic `act`. */
export function takeActNews(news: TopicOut<'act'>): void {
  if ('act' in news) return putAct(news.act)
  actBook.setState(({ acts }) => ({ acts: withOpen(acts, news.open, RULES) }))
}

/** The act when it is over; at once where it is, or where nobody knows it. */
export function whenOver(id: string): Promise<Act | null> {
  return new Promise(resolve => {
    const look = () => {
      const act = actBook.getState().acts.get(id) ?? null
      if (act?.open) return
      undo()
      resolve(act)
    }
    const undo = actBook.subscribe(look)
    look()
  })
}
