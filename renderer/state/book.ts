interface Entry {
  readonly id: string
}

/** How a book is kept of what the host does under an id and tells of until it is over: acts, finishes, restores. */
export interface BookRules<T extends Entry> {
  /** So many that are over can still be shown; older ones are forgotten. */
  readonly keep: number
  /** Whether nothing of it changes any more. */
  isOver(one: T): boolean
  /** What is known of one that ended while the host was away. */
  lost(one: T): T
  /** Whether one whose end is known has begun once more under the same id. */
  begunAnew?(one: T, known: T): boolean
}

/** The book with what was told now, by id, oldest first. */
export function withNews<T extends Entry>(
  book: ReadonlyMap<string, T>,
  news: readonly T[],
  { keep, isOver, begunAnew }: BookRules<T>,
): ReadonlyMap<string, T> {
  const next = new Map(book)
  for (const one of news) {
    const known = next.get(one.id)
    // The answer to the call that started it may come after the news of its end.
    if (!known || !isOver(known) || isOver(one) || begunAnew?.(one, known)) next.set(one.id, one)
  }
  const over = [...next.values()].filter(isOver)
  for (const one of over.slice(0, Math.max(0, over.length - keep))) next.delete(one.id)
  return next
}

/** The book after a topic's first message, which has all that are open: what is not in it has ended. */
export function withOpen<T extends Entry>(
  book: ReadonlyMap<string, T>,
  open: readonly T[],
  rules: BookRules<T>,
): ReadonlyMap<string, T> {
  const ids = new Set(open.map(one => one.id))
  const gone = [...book.values()].filter(one => !rules.isOver(one) && !ids.has(one.id))
  return withNews(book, [...open, ...gone.map(rules.lost)], rules)
}
