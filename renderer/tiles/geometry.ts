import type { TileBox, TileLook } from './protocol'

/** Where a pane's cells lie in a tile, in device px. The pane keeps its shape; it starts at the top left, as terminals do. */
export interface TileGeometry {
  readonly cellWidth: number
  readonly cellHeight: number
  readonly fontSize: number
  /** text: letters can be told apart; runs: lines of colour say more than a blur. */
  readonly detail: 'text' | 'runs'
}

/** Device px of a cell's height from which letters are drawn. */
const TEXT_FROM = 5

/** The pane drawn as large as the tile allows, never larger than `maxFont`. */
export function tileGeometry(
  cols: number,
  rows: number,
  box: TileBox,
  look: Pick<TileLook, 'advance' | 'height'>,
): TileGeometry {
  const fontSize = Math.max(
    0.5,
    Math.min(box.maxFont, box.width / (cols * look.advance), box.height / (rows * look.height)),
  )
  const cellHeight = fontSize * look.height
  return { cellWidth: fontSize * look.advance, cellHeight, fontSize, detail: cellHeight >= TEXT_FROM ? 'text' : 'runs' }
}

/**
 * Top and height of a row in whole device px: rows share no pixel, so that a row can be drawn again without its neighbours.
 */
export function rowSpan(row: number, cellHeight: number): { readonly top: number; readonly height: number } {
  const top = Math.round(row * cellHeight)
  return { top, height: Math.round((row + 1) * cellHeight) - top }
}
