import type { LayoutTree, Rectangle } from './layout'

/** More panes beside each other than this, at 80 columns each, no screen shows. */
const MOST_COLUMNS = 3

/**
 * How many panes stand in each row, e.g. 5 → [3, 2]. tmux's own `tiled` makes 5 into 2, 2 and one pane of double width;
 * here the widest is at most one and a half times the narrowest for up to nine panes.
 */
export function rowCounts(panes: number): number[] {
  const rows = Math.max(1, Math.ceil(panes / (panes === 4 ? 2 : MOST_COLUMNS)))
  const least = Math.floor(panes / rows)
  const longer = panes - least * rows
  return Array.from({ length: rows }, (_, row) => (row < longer ? least + 1 : least))
}

/** Cells for `count` neighbours with a border of one between them; the first ones take what does not divide. */
function shares(total: number, count: number): number[] {
  const free = total - (count - 1)
  const least = Math.floor(free / count)
  return Array.from({ length: count }, (_, at) => (at < free - least * count ? least + 1 : least))
}

function pane(rectangle: Rectangle): LayoutTree {
  return { ...rectangle, kind: 'pane', paneId: null }
}

function rowOf(count: number, rectangle: Rectangle): LayoutTree {
  if (count === 1) return pane(rectangle)
  let left = rectangle.left
  const children = shares(rectangle.width, count).map(width => {
    const cell = pane({ ...rectangle, left, width })
    left += width + 1
    return cell
  })
  return { ...rectangle, kind: 'row', children }
}

/** Panes in rows of about equal cells for a window of this size; null when one would get no cell. */
export function rowsLayout(panes: number, width: number, height: number): LayoutTree | null {
  const counts = rowCounts(panes)
  const heights = shares(height, counts.length)
  const widest = counts[0] ?? 1
  if (Math.min(...heights) < 1 || Math.min(...shares(width, widest)) < 1) return null
  let top = 0
  const rows = counts.map((count, at) => {
    const row = rowOf(count, { left: 0, top, width, height: heights[at] ?? 1 })
    top += (heights[at] ?? 1) + 1
    return row
  })
  const [only] = rows
  if (rows.length === 1 && only) return only
  return { left: 0, top: 0, width, height, kind: 'column', children: rows }
}
