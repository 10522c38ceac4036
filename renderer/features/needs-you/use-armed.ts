import { useEffect, useRef, useState } from 'react'

/** A press within this time of a change was meant for the question before, ms: nobody reads and answers faster. */
const SETTLE_MS = 500

/**
 * Whether a card's choices may be taken now: not in the first moment after the question changed under the person's hand.
 * `changed`: it is not the question any more with which the card opened. `id` is empty while it could not be read.
 */
export function useArmed(id: string): { armed(): boolean; readonly changed: boolean } {
  const [first, setFirst] = useState(id)
  const shown = useRef({ id, at: Number.NEGATIVE_INFINITY })
  if (first === '' && id !== '') setFirst(id)
  useEffect(() => {
    if (shown.current.id === id) return
    // One that becomes readable was not there to be answered before, so it counts as changed too.
    shown.current = { id, at: performance.now() }
  }, [id])
  return {
    armed: () => shown.current.id === id && performance.now() - shown.current.at > SETTLE_MS,
    changed: id !== '' && first !== '' && first !== id,
  }
}
