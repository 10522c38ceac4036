import { useState } from 'react'
import { isUnsure } from '../host/unsure'

/**
 * Ids of what a form asks for. One press is one id: asked for again after a lost answer, the same wish has the same id, so
 * that the host answers with what it did. `lost`: the id without an answer, which the host may tell of later; null: none.
 */
export function useIntent() {
  const [last, setLast] = useState<{ readonly id: string; readonly wish: string } | null>(null)
  /** Does the work under the wish's id; fails as the work does. */
  const ask = async <W>(wish: W, work: (id: string, wish: W) => Promise<void>): Promise<void> => {
    const words = JSON.stringify(wish)
    const id = last?.wish === words ? last.id : crypto.randomUUID()
    setLast(null)
    try {
      await work(id, wish)
    } catch (error) {
      if (isUnsure(error)) setLast({ id, wish: words })
      throw error
    }
  }
  return { lost: last?.id ?? null, ask, forget: () => setLast(null) }
}
