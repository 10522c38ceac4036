import { tileGeometry } from './geometry'
import { type Brush, type Canvas, paintCursor, paintRow } from './paint'
import type { TileBox, TileLook } from './protocol'
import { type Run, runsKey } from './runs'

/** What is drawn: the screen of a pane. */
export interface Picture {
  readonly cols: number
  readonly rows: number
  row(row: number): Run[]
  cursor(): { readonly column: number; readonly row: number } | null
}

export interface TilePainter {
  /** Draws the rows that look other than when they were last drawn; returns how many those were. */
  paint(picture: Picture, box: TileBox, look: TileLook): number
  /** Everything is drawn anew next time: the canvas was resized or the colours changed. */
  forget(): void
}

export function createTilePainter(brush: Brush): TilePainter {
  let keys: string[] = []
  let shape = ''

  function clear(box: TileBox, look: TileLook): void {
    brush.globalAlpha = 1
    brush.fillStyle = look.colours.background
    brush.fillRect(0, 0, box.width, box.height)
    keys = []
  }

  return {
    paint(picture, box, look) {
      const geometry = tileGeometry(picture.cols, picture.rows, box, look)
      const nextShape = `${picture.cols}x${picture.rows}`
      if (nextShape !== shape || keys.length === 0) clear(box, look)
      shape = nextShape
      const canvas: Canvas = { brush, width: box.width, geometry, colours: look.colours, family: look.family }
      const cursor = picture.cursor()
      let drawn = 0
      for (let row = 0; row < picture.rows; row++) {
        const runs = picture.row(row)
        const column = cursor?.row === row ? cursor.column : -1
        const key = `${column}:${runsKey(runs)}`
        if (keys[row] === key) continue
        keys[row] = key
        drawn++
        paintRow(canvas, row, runs)
        if (column >= 0) paintCursor(canvas, column, row)
      }
      return drawn
    },
    forget() {
      keys = []
    },
  }
}
