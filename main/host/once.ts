/** Wishes whose outcome is remembered; the oldest is forgotten first. */
const MOST = 200

/**
 * Does nothing twice of one kind under one id: who asks again because an answer was lost gets what the first press did, also while it is
 * still under way. What failed is forgotten, so that it can be tried again under the same id. Without an id all is done.
 */
export function createOnce(): <T>(kind: string, id: string | undefined, work: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<unknown>>()
  return <T>(kind: string, id: string | undefined, work: () => Promise<T>): Promise<T> => {
    if (id === undefined) return work()
    const key = `${kind} ${id}`
    const before = known.get(key)
    if (before) return before as Promise<T>
    const now = work()
    known.set(key, now)
    now.catch(() => known.delete(key))
    for (const old of known.keys()) {
      if (known.size <= MOST) break
      known.delete(old)
    }
    return now
  }
}
