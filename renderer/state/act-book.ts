import { createStore } from 'zustand/vanilla'
import type { Act } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'

/** Acts that are over and can still be shown (*Receipts*, *Continue these*); older ones are forgotten. */
const KEEP = 100

interface ActBook {
  /** By id, oldest first. Written by `renderer/host` and by whoever started an act. */
  readonly acts: ReadonlyMap<string, Act>
}

/** The acts with receipts that this page knows, as they are now. */
export const actBook = createStore<ActBook>(() => ({ acts: new Map() }))

function put(list: readonly Act[]): void {
  const acts = new Map(actBook.getState().acts)
  for (const act of list) {
    // The answer to the call that started it may come after the news of its end; a retry begins the same act anew.
    const known = acts.get(act.id)
    const anew = known !== undefined && act.startedAt > known.startedAt
    if (!known || known.open || !act.open || anew) acts.set(act.id, act)
  }
  const over = [...acts.values()].filter(act => !act.open)
  for (const act of over.slice(0, Math.max(0, over.length - KEEP))) acts.delete(act.id)
  actBook.setState({ acts })
}

/** What is not known of an act that ended while the host was away. */
function lost(act: Act): Act {
  const receipts = act.receipts.map(one =>
    one.result === 'pending'
      ? { ...one, result: 'unconfirmed' as const, detail: 'The connection was lost before it could be checked.' }
      : one,
  )
  return { ...act, open: false, receipts }
}

/** Takes an act as it is now: the answer to a call. */
export function putAct(act: Act): void {
  put([act])
}

/** Takes a message of the topic `act`; its first one has all that are open, so what is not in it has ended. */
export function takeActNews(news: TopicOut<'act'>): void {
  if ('act' in news) return put([news.act])
  const open = new Set(news.open.map(act => act.id))
  const gone = [...actBook.getState().acts.values()].filter(act => act.open && !open.has(act.id))
  put([...news.open, ...gone.map(lost)])
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
