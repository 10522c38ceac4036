/** Panes whose rows, or work trees whose git, are at work at a time: beyond it the machine and its memory are the limit. */
export const AT_ONCE = 4

/** Does `work` for all, at most `limit` at a time; results in order. The first error ends it: nothing new is begun. */
export async function eachLimited<T, R>(
  all: readonly T[],
  limit: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  let failed = false
  const lane = async () => {
    while (next < all.length && !failed) {
      const at = next++
      try {
        results[at] = await work(all[at] as T, at)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, all.length) }, lane))
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  return results
}
