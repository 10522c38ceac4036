import { z } from 'zod'

/** Below this the window's parts do not fit (look: 900×600 to 4K). CSS px. */
export const MIN_SIZE = { width: 900, height: 600 } as const
const FIRST_SIZE = { width: 1440, height: 900 } as const

/** As much of a window as must be on a display for a person to grab it, px. */
const GRIP = 80

const Rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
})
export type Rectangle = z.infer<typeof Rectangle>

/** Where the window was: its bounds while not maximised, and whether it was. */
export const WindowPlace = z.object({ bounds: Rectangle, maximized: z.boolean() })
export type WindowPlace = z.infer<typeof WindowPlace>

/** Options of a new window's size and place. */
export interface Placement {
  readonly width: number
  readonly height: number
  /** Absent: centred by the system. */
  readonly x?: number
  readonly y?: number
  readonly maximized: boolean
}

function reachable(bounds: Rectangle, area: Rectangle): boolean {
  const overlapX = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  // The title is at the top: it must be there, not only a lower corner.
  const titleY = bounds.y >= area.y - 1 && bounds.y <= area.y + area.height - GRIP
  return overlapX >= GRIP && titleY
}

/**
 * The remembered place when it is good and on one of the displays' work areas (a monitor may be gone since), else
 * the first start's size, centred and no larger than the first display.
 */
export function placeWindow(remembered: unknown, workAreas: readonly Rectangle[]): Placement {
  const place = WindowPlace.safeParse(remembered).data
  const area = workAreas[0]
  const clamp = (size: number, min: number, max: number | undefined) => Math.max(min, Math.min(size, max ?? size))
  if (!place) {
    return {
      width: clamp(FIRST_SIZE.width, MIN_SIZE.width, area?.width),
      height: clamp(FIRST_SIZE.height, MIN_SIZE.height, area?.height),
      maximized: false,
    }
  }
  const home = workAreas.find(one => reachable(place.bounds, one))
  const width = clamp(place.bounds.width, MIN_SIZE.width, (home ?? area)?.width)
  const height = clamp(place.bounds.height, MIN_SIZE.height, (home ?? area)?.height)
  return home
    ? { x: place.bounds.x, y: place.bounds.y, width, height, maximized: place.maximized }
    : { width, height, maximized: place.maximized }
}
