import { type RefObject, useEffect, useRef } from 'react'

/** Whether this is still on the screen: what goes on without it tells its end in another place then. */
export function useHere(): Readonly<RefObject<boolean>> {
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return here
}
