/** Gives each prompt of one send to agents of one type its moment: the first at once, the next so many ms later. */
export interface Stagger {
  /** ms until the moment that is now reserved; 0: at once. */
  reserve(type: string): number
}

export function createStagger(gaps: () => Readonly<Record<string, number>>, now = () => performance.now()): Stagger {
  const next = new Map<string, number>()
  return {
    reserve(type) {
      const at = Math.max(now(), next.get(type) ?? 0)
      next.set(type, at + (gaps()[type] ?? 0))
      return at - now()
    },
  }
}
