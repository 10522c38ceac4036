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

type Style = Pick<Run, 'fg' | 'bg' | 'bold' | 'italic' | 'dim' | 'underline' | 'strike'>

/** The colours and marks of a cell as three numbers: looked at for every cell, so nothing is made of them until they change. */
interface Pen {
  fg: number
  bg: number
  marks: number
}

/**
 * One row as runs. ASCII is drawn a run at a time; what may be wider or narrower than its cells has a run of its own.
 *
 * This is the worker's hottest loop (a hundred tiles of 2000 cells): it makes one object a run, not one a cell.
 */
export function rowRuns(cells: Iterable<Cell>, colours: TerminalColours): Run[] {
  const runs: Run[] = []
  const pen: Pen = { fg: Number.NaN, bg: Number.NaN, marks: Number.NaN }
  let style: Style | null = null
  let open: { x: number; cells: number; text: string; ascii: boolean } | null = null
  const close = () => {
    if (style && open && isSeen(style, open.text))
      runs.push({ x: open.x, cells: open.cells, text: open.text, ...style })
    open = null
  }
  let x = 0
  for (const cell of cells) {
    const width = cell.getWidth()
    // The second half of a wide character.
    if (width === 0) continue
    if (takePen(pen, cell)) {
      const next = styleOf(cell, colours)
      if (!style || !sameStyle(style, next)) close()
      style = next
    }
    const text = textOf(cell, width)
    const ascii = isAscii(text)
    if (open && !(ascii && open.ascii)) close()
    open ??= { x, cells: 0, text: '', ascii }
    open.cells += width
    open.text += text
    x += width
  }
  close()
  return runs
}

/** True when this cell looks other than the one before. */
function takePen(pen: Pen, cell: Cell): boolean {
  const fg = cell.isFgDefault() ? -1 : cell.getFgColor() + (cell.isFgPalette() ? 0 : RGB)
  const bg = cell.isBgDefault() ? -1 : cell.getBgColor() + (cell.isBgPalette() ? 0 : RGB)
  const marks =
    (cell.isBold() ? 1 : 0) |
    (cell.isItalic() ? 2 : 0) |
    (cell.isDim() ? 4 : 0) |
    (cell.isUnderline() ? 8 : 0) |
    (cell.isStrikethrough() ? 16 : 0) |
    (cell.isInverse() ? 32 : 0)
  if (pen.fg === fg && pen.bg === bg && pen.marks === marks) return false
  pen.fg = fg
  pen.bg = bg
  pen.marks = marks
  return true
}

/** Keeps RGB values apart from palette indices; they have 24 bits. */
const RGB = 0x1000000

function styleOf(cell: Cell, colours: TerminalColours): Style {
  const bold = cell.isBold() !== 0
  const inverse = cell.isInverse() !== 0
  const front = foreground(cell, bold, colours)
  const back = background(cell, colours)
  const bg = inverse ? front : back
  const fg = inverse ? (back ?? colours.background) : front
  return {
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

const isSeen = (style: Style, text: string) =>
  style.bg !== null || style.underline || style.strike || text.trim() !== ''

const textOf = (cell: Cell, width: number) => (cell.isInvisible() ? ' '.repeat(width) : cell.getChars() || ' ')

/** Printable ASCII of one cell: a character, or the blanks of what is hidden. */
function isAscii(text: string): boolean {
  const code = text.charCodeAt(0)
  return code >= 32 && code <= 126 && (text.length === 1 || code === 32)
}

function sameStyle(a: Style, b: Style): boolean {
  return (
    a.fg === b.fg &&
    a.bg === b.bg &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.dim === b.dim &&
    a.underline === b.underline &&
    a.strike === b.strike
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
