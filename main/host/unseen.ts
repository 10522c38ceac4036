import type { Undo } from '../../ipc/wire'

/** What nobody saw, kept for the next page. */
export interface Unseen<T> {
  /** Takes the place of what was kept under the same id. */
  keep(one: T, id?: string): void
  /** All that is not too old, oldest first; afterwards nothing is kept. */
  take(): T[]
}

/** Things without anybody to tell them to: the newest `most`, for so many ms each. `now`: Unix ms. */
export function createUnseen<T>(
  { keepMs, most }: { readonly keepMs: number; readonly most: number },
  now: () => number,
): Unseen<T> {
  let waiting: { readonly one: T; readonly id: string | undefined; readonly at: number }[] = []
  const fresh = () => waiting.filter(({ at }) => now() - at <= keepMs)
  return {
    keep(one, id) {
      const others = fresh().filter(before => id === undefined || before.id !== id)
      waiting = [...others, { one, id, at: now() }].slice(-most)
    },
    take() {
      const found = fresh().map(({ one }) => one)
      waiting = []
      return found
    },
  }
}

interface Followed<T> {
  open(): T[]
  onChange(listener: (one: T) => void): Undo
}

/**
 * A topic of things that begin, change and end: those that are open, then every change. Those of which no page has seen the
 * end are told to the next page, where `worth` says so. `from` lives as long as the host.
 */
export function createOpenSource<T extends { readonly id: string }, News>(
  from: Followed<T>,
  news: { readonly all: (open: T[]) => News; readonly one: (one: T) => News },
  worth: (one: T) => boolean,
  unseen: Unseen<T>,
): (send: (news: News) => void) => Undo {
  let pages = 0
  from.onChange(one => {
    if (pages === 0 && worth(one)) unseen.keep(one, one.id)
  })
  return send => {
    pages += 1
    send(news.all(from.open()))
    for (const one of unseen.take()) send(news.one(one))
    const undo = from.onChange(one => send(news.one(one)))
    return () => {
      pages -= 1
      undo()
    }
  }
}
