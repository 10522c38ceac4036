import { MIN_CONTRAST, type TerminalColours } from '../terminals/theme'
import { paletteColour, readableOn, rgbCss } from './colours'

/** What is used of a cell of xterm's buffer. */
export interface Cell {
  getWidth(): number
  getChars(): string
  isBold(): number
  isItalic(): number
  isDim(): number
  isUnderline(): number
  isStrikethrough(): number
  isInverse(): number
  isInvisible(): number
  isFgDefault(): boolean
  isFgPalette(): boolean
  getFgColor(): number
  isBgDefault(): boolean
  isBgPalette(): boolean
  getBgColor(): number
}

/** Cells of one row that look the same and can be drawn at once. */
export interface Run {
  /** Column of the first cell, and how many cells it covers. */
  readonly x: number
  readonly cells: number
  /** Empty when there is nothing but background to draw. */
  readonly text: string
  readonly fg: string
  /** null: the terminal's own background. */
  readonly bg: string | null
  readonly bold: boolean
  readonly italic: boolean
  readonly dim: boolean
  readonly underline: boolean
  readonly strike: boolean
}

/** One row as runs. ASCII is drawn a run at a time; what may be wider or narrower than its cells has a run of its own. */
export function rowRuns(cells: Iterable<Cell>, colours: TerminalColours): Run[] {
  const runs: Run[] = []
  let x = 0
  for (const cell of cells) {
    const width = cell.getWidth()
    // The second half of a wide character.
    if (width === 0) continue
    const run = runOf(cell, x, width, colours)
    const last = runs.at(-1)
    if (last && joins(last, run))
      runs[runs.length - 1] = { ...last, cells: last.cells + run.cells, text: last.text + run.text }
    else runs.push(run)
    x += width
  }
  return runs.filter(run => run.bg !== null || run.text.trim() !== '' || run.underline || run.strike)
}

function runOf(cell: Cell, x: number, width: number, colours: TerminalColours): Run {
  const bold = cell.isBold() !== 0
  const inverse = cell.isInverse() !== 0
  const front = foreground(cell, bold, colours)
  const back = background(cell, colours)
  const bg = inverse ? front : back
  const fg = inverse ? (back ?? colours.background) : front
  const hidden = cell.isInvisible() !== 0
  return {
    x,
    cells: width,
    text: hidden ? ' '.repeat(width) : cell.getChars() || ' ',
    fg: readableOn(fg, bg ?? colours.background, MIN_CONTRAST),
    bg,
    bold,
    italic: cell.isItalic() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
    strike: cell.isStrikethrough() !== 0,
  }
}

function foreground(cell: Cell, bold: boolean, colours: TerminalColours): string {
  if (cell.isFgDefault()) return colours.foreground
  if (!cell.isFgPalette()) return rgbCss(cell.getFgColor())
  const index = cell.getFgColor()
  // As xterm does (drawBoldTextInBrightColors).
  return paletteColour(bold && index < 8 ? index + 8 : index, colours)
}

function background(cell: Cell, colours: TerminalColours): string | null {
  if (cell.isBgDefault()) return null
  return cell.isBgPalette() ? paletteColour(cell.getBgColor(), colours) : rgbCss(cell.getBgColor())
}

const ASCII = /^[ -~]+$/

function joins(a: Run, b: Run): boolean {
  return (
    a.fg === b.fg &&
    a.bg === b.bg &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.dim === b.dim &&
    a.underline === b.underline &&
    a.strike === b.strike &&
    ASCII.test(a.text) &&
    ASCII.test(b.text)
  )
}

/** Two rows with one key look the same. */
export function runsKey(runs: readonly Run[]): string {
  let key = ''
  for (const run of runs) {
    const style =
      (run.bold ? 1 : 0) + (run.italic ? 2 : 0) + (run.dim ? 4 : 0) + (run.underline ? 8 : 0) + (run.strike ? 16 : 0)
    key += `${run.x}\u0001${run.cells}\u0001${run.fg}${run.bg ?? '-'}\u0001${style}\u0001${run.text}\u0002`
  }
  return key
}
