import { rowCounts } from './rows-layout'

/** A window to be made, with its panes tiled. */
export interface WindowPlan {
  readonly panes: number
  /** Cells to give the window (its session), or null where an attached client dictates them. */
  readonly size: { readonly width: number; readonly height: number } | null
}

export interface Room {
  /** Cells: of the client's window when attached, else the least that the windows shall have. */
  readonly width: number
  readonly height: number
  /** No client is attached, so that the size is ours to choose. */
  readonly detached: boolean
}

/** Cells of a pane that reads well, in windows whose size is ours; agents draw for 80 columns. */
const GOOD = { width: 80, height: 24 }
/** Cells below which a pane is of no use, in windows whose size is a client's. */
export const LEAST = { width: 40, height: 8 }
/** Three by three: more than that nobody can look at in a terminal. */
const MOST_PANES = 9

/** Rows and columns of tmux's `tiled` for so many panes (3.3a layout_set_tiled). */
export function tiles(panes: number): { readonly rows: number; readonly columns: number } {
  let rows = 1
  let columns = 1
  while (rows * columns < panes) {
    rows += 1
    if (rows * columns < panes) columns += 1
  }
  return { rows, columns }
}

/** Cells that so many rows and columns of panes of this size need, with a border of one between them. */
function needed(
  { rows, columns }: { rows: number; columns: number },
  size: { width: number; height: number },
): {
  width: number
  height: number
} {
  return { width: columns * (size.width + 1) - 1, height: rows * (size.height + 1) - 1 }
}

function fitting(room: Room): number {
  let panes = 1
  for (;;) {
    const { width, height } = needed(tiles(panes + 1), LEAST)
    if (width > room.width || height > room.height) return panes
    panes += 1
  }
}

/**
 * How to spread so many new panes over new windows, evenly. Detached: at most 9 a window, each pane at least 80x24, in the rows of
 * `rowsLayout`, and
 * all windows of one size, as a detached session gives its windows one. Attached: as many a window as get 40x8 in the
 * client's size. Rows that the user's `pane-border-status` takes are not counted.
 */
export function planWindows(count: number, room: Room): WindowPlan[] {
  if (count <= 0) return []
  const windows = Math.ceil(count / (room.detached ? MOST_PANES : fitting(room)))
  const most = Math.ceil(count / windows)
  const counts = rowCounts(most)
  const least = needed({ rows: counts.length, columns: counts[0] ?? 1 }, GOOD)
  const size = room.detached
    ? { width: Math.max(room.width, least.width), height: Math.max(room.height, least.height) }
    : null
  const larger = count - windows * (most - 1)
  return Array.from({ length: windows }, (_, at) => ({ panes: at < larger ? most : most - 1, size }))
}
