import { type FontShape, fitFont, MIN_FONT } from '../../terminals/font-fit'

/** CSS px; the gap and the header of look.md. */
export const GAP = 12
export const HEADER = 32
/** Space between a tile's frame and its cells, on each side, in CSS px. */
export const PADDING = 6
const MIN_BODY = 110
const MAX_BODY = 300
const MIN_WIDTH = 240

export interface PaneShape {
  readonly width: number
  readonly height: number
}

/** How a tile shows its pane: a real terminal, a picture of one, or its task in words. */
export type TileForm = 'live' | 'picture' | 'card'

export interface Layout {
  readonly columns: number
  /** Height of one tile with its header, CSS px. */
  readonly tileHeight: number
}

export interface Area {
  /** CSS px. */
  readonly width: number
  readonly height: number
}

/** The columns with which a session's panes are drawn largest; tiles share the height unless they would be too low. */
export function sessionLayout(panes: readonly PaneShape[], area: Area, shape: FontShape, maxFont: number): Layout {
  let best: Layout & { score: number } = { columns: 1, tileHeight: HEADER + MIN_BODY, score: -1 }
  const most = Math.max(1, Math.min(panes.length, Math.floor((area.width + GAP) / (MIN_WIDTH + GAP))))
  for (let columns = 1; columns <= most; columns++) {
    const rows = Math.ceil(panes.length / columns)
    const width = tileWidth(area, columns)
    const shared = (area.height - GAP * (rows - 1)) / rows
    // What has to be scrolled anyway is given the height that its pictures fill.
    const tileHeight = Math.floor(
      Math.max(shared, HEADER + (shared < HEADER + MIN_BODY ? filled(panes, width, shape) : MIN_BODY)),
    )
    // What must be scrolled to is worth less than what is in view.
    const seen = Math.min(1, area.height / (rows * (tileHeight + GAP) - GAP))
    const score = meanFont(panes, width, tileHeight, shape, maxFont) * seen
    // Only a clear gain is worth more columns: text in a narrow tile is cut off sooner.
    if (score > best.score * 1.02) best = { columns, tileHeight, score }
  }
  return { columns: best.columns, tileHeight: best.tileHeight }
}

/** Height of a tile's body in which the average pane is drawn across the whole width. */
function filled(panes: readonly PaneShape[], width: number, shape: FontShape): number {
  const across = width - 2 * PADDING - 2
  const heights = panes.map(pane => (across / (pane.width * shape.advance)) * pane.height * shape.height)
  const mean = heights.reduce((sum, height) => sum + height, 0) / Math.max(1, panes.length)
  return Math.min(MAX_BODY, Math.max(MIN_BODY, mean + 2 * PADDING + 2))
}

function meanFont(panes: readonly PaneShape[], width: number, height: number, shape: FontShape, max: number): number {
  const [across, down] = [width - 2 * PADDING - 2, height - HEADER - 2 * PADDING - 2]
  const sizes = panes.map(pane =>
    Math.min(max, across / (pane.width * shape.advance), down / (pane.height * shape.height)),
  )
  return sizes.reduce((sum, size) => sum + Math.max(0, size), 0) / Math.max(1, sizes.length)
}

function tileWidth(area: Area, columns: number): number {
  return (area.width - GAP * (columns - 1)) / columns
}

/** Width to height of a tile's picture in the fleet. */
const ASPECT = 1.6
const MAX_WIDTH = 620
/** Height of a session's heading with its space, CSS px. */
const HEADING = 44

/** Height of a card: its header and one line of text, CSS px. */
const CARD = HEADER + 28
/** Live pictures come first; only what would have to be scrolled through for more than this many screens becomes cards. */
const MOST_SCREENS = 6

export interface FleetLayout extends Layout {
  /** So many panes that words say more than pictures. */
  readonly cards: boolean
}

/**
 * One number of columns for all sessions: the largest tiles with which the fleet is seen at once, if it can be. A fleet
 * too large for pictures is shown as cards: who, what state, what task.
 */
export function fleetLayout(counts: readonly number[], area: Area): FleetLayout {
  const most = Math.max(1, Math.floor((area.width + GAP) / (MIN_WIDTH + GAP)))
  const heightOf = ({ columns, tileHeight }: Layout) => {
    const rows = counts.reduce((sum, count) => sum + Math.ceil(count / columns), 0)
    return counts.length * HEADING + rows * (tileHeight + GAP)
  }
  let layout: Layout = { columns: 1, tileHeight: HEADER + MIN_BODY }
  for (let columns = 1; columns <= most; columns++) {
    const width = tileWidth(area, columns)
    layout = { columns, tileHeight: Math.round(HEADER + Math.max(MIN_BODY, width / ASPECT)) }
    if (width <= MAX_WIDTH && heightOf(layout) <= area.height) break
  }
  if (heightOf(layout) > MOST_SCREENS * area.height) return { columns: most, tileHeight: CARD, cards: true }
  return { ...layout, cards: false }
}

/** Real terminals at once: 16 by DOM still draw 60 frames a second, 40 only 36 (measured). */
export const MAX_LIVE = 16

/** Whether a pane can be typed into at the size at which its tile would show it. */
export function largeEnough(pane: PaneShape, tile: Area, shape: FontShape, dpr: number): boolean {
  return fitFont({
    cols: pane.width,
    rows: pane.height,
    width: tile.width - 2 * PADDING,
    height: tile.height - 2 * PADDING,
    shape,
    max: MIN_FONT,
    dpr,
  }).fits
}
