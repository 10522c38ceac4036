import type { TerminalColours } from '../terminals/theme'
import { rowSpan, type TileGeometry } from './geometry'
import type { Run } from './runs'

/** What is used of a 2D context. */
export type Brush = Pick<
  OffscreenCanvasRenderingContext2D,
  'fillRect' | 'fillText' | 'strokeRect' | 'save' | 'restore' | 'beginPath' | 'rect' | 'clip'
> & {
  fillStyle: string | CanvasGradient | CanvasPattern
  strokeStyle: string | CanvasGradient | CanvasPattern
  font: string
  globalAlpha: number
  lineWidth: number
  textBaseline: CanvasTextBaseline
}

export interface Canvas {
  readonly brush: Brush
  /** Device px of the whole tile. */
  readonly width: number
  readonly geometry: TileGeometry
  readonly colours: TerminalColours
  readonly family: string
}

/** xterm dims to half the contrast; half the opacity is as near. */
const DIM = 0.55
/** A line of colour stands for letters, of whose box about half is ink. */
const INK = 0.6

/** Draws one row from scratch. */
export function paintRow(canvas: Canvas, row: number, runs: readonly Run[]): void {
  const { brush, width, geometry, colours } = canvas
  const { top, height } = rowSpan(row, geometry.cellHeight)
  brush.globalAlpha = 1
  brush.fillStyle = colours.background
  brush.fillRect(0, top, width, height)
  for (const run of runs) {
    if (run.bg === null) continue
    brush.fillStyle = run.bg
    const left = Math.round(run.x * geometry.cellWidth)
    brush.fillRect(left, top, Math.round((run.x + run.cells) * geometry.cellWidth) - left, height)
  }
  if (geometry.detail === 'runs') for (const run of runs) paintBar(canvas, run, top, height)
  else {
    brush.save()
    // Letters of a fallback font may be taller than the row, which is drawn without its neighbours.
    brush.beginPath()
    brush.rect(0, top, width, height)
    brush.clip()
    for (const run of runs) paintText(canvas, run, top, height)
    brush.restore()
  }
}

function paintText(canvas: Canvas, run: Run, top: number, height: number): void {
  const { brush, geometry, family } = canvas
  const left = run.x * geometry.cellWidth
  brush.globalAlpha = run.dim ? DIM : 1
  brush.fillStyle = run.fg
  brush.font = `${run.italic ? 'italic ' : ''}${run.bold ? 700 : 400} ${geometry.fontSize}px ${family}`
  brush.textBaseline = 'alphabetic'
  // JetBrains Mono: ascent 1.02 of 1.32.
  const baseline = top + geometry.cellHeight * 0.773
  if (run.text.trim() !== '') brush.fillText(run.text, left, baseline)
  const thick = Math.max(1, Math.round(geometry.fontSize / 14))
  const across = run.cells * geometry.cellWidth
  if (run.underline) brush.fillRect(left, top + height - thick, across, thick)
  if (run.strike) brush.fillRect(left, top + height / 2, across, thick)
}

/** Words as bars: spaces stay open, so that the shape of the text is seen. */
function paintBar(canvas: Canvas, run: Run, top: number, height: number): void {
  const { brush, geometry } = canvas
  brush.globalAlpha = run.dim ? INK * DIM : INK
  brush.fillStyle = run.fg
  const bar = Math.max(1, Math.round(height * 0.6))
  for (const word of run.text.matchAll(/\S+/g)) {
    const wide = run.cells === run.text.length ? word[0].length : run.cells
    const left = (run.x + word.index) * geometry.cellWidth
    brush.fillRect(left, top + Math.floor((height - bar) / 2), Math.max(1, wide * geometry.cellWidth), bar)
  }
}

/** The cursor as an outline: a tile has no focus. */
export function paintCursor(canvas: Canvas, column: number, row: number): void {
  const { brush, geometry, colours } = canvas
  const { top, height } = rowSpan(row, geometry.cellHeight)
  const left = Math.round(column * geometry.cellWidth)
  brush.globalAlpha = 0.8
  if (geometry.detail === 'runs') {
    brush.fillStyle = colours.cursor
    brush.fillRect(left, top, Math.max(1, Math.round(geometry.cellWidth)), Math.max(1, height))
    return
  }
  brush.strokeStyle = colours.cursor
  brush.lineWidth = 1
  brush.strokeRect(left + 0.5, top + 0.5, Math.max(1, geometry.cellWidth - 1), Math.max(1, height - 1))
}
