import { type RefObject, useLayoutEffect, useState } from 'react'
import type { Area } from './columns'

/** The content size of an element in CSS px, kept up to date; null until it has been laid out. */
export function useArea(ref: RefObject<HTMLElement | null>): Area | null {
  const [area, setArea] = useState<Area | null>(null)
  useLayoutEffect(() => {
    const node = ref.current
    if (!node) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setArea(before => (before?.width === width && before.height === height ? before : { width, height }))
    })
    observer.observe(node)
    return () => observer.disconnect()
  }, [ref])
  return area
}
