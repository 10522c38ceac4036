export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/**
 * Index of the tile to which an arrow key leads, or -1. Within a row to the next one; up and down to the one that lies
 * nearest, also across the headings of sessions.
 */
export function neighbour(boxes: readonly Box[], from: number, direction: Direction): number {
  const here = boxes[from]
  if (!here) return -1
  let best = -1
  let least = Number.POSITIVE_INFINITY
  boxes.forEach((box, index) => {
    const distance = index === from ? null : distanceTo(here, box, direction)
    if (distance !== null && distance < least) {
      least = distance
      best = index
    }
  })
  return best
}

function distanceTo(from: Box, to: Box, direction: Direction): number | null {
  const [dx, dy] = [to.left + to.width / 2 - (from.left + from.width / 2), to.top - from.top]
  const sideways = direction === 'ArrowLeft' || direction === 'ArrowRight'
  const [along, across] = sideways ? [dx, dy] : [dy, dx]
  const forward = direction === 'ArrowLeft' || direction === 'ArrowUp' ? -along : along
  if (forward <= 1) return null
  // Left and right stay in their row; up and down take the nearest row first.
  if (sideways) return Math.abs(across) > 1 ? null : forward
  return forward * 1000 + Math.abs(across)
}
