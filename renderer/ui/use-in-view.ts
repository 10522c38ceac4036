import { useEffect } from 'react'

/** Keeps the current row of a list in view as it moves. */
export function useInView(domId: string | undefined): void {
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no undo of an effect.
    if (domId) document.getElementById(domId)?.scrollIntoView?.({ block: 'nearest' })
  }, [domId])
}
