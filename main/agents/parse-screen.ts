import type { Screen, ScreenRow } from './screen'

/** What a capture does not tell about itself. */
export interface ScreenFrame {
  readonly width: number
  readonly height: number
  readonly cursor: Screen['cursor']
  /** Unix ms. */
  readonly at: number
}

/**
 * What may stand in a line of `capture-pane -e`: SGR, OSC 8 (from 3.4), SO and SI around cells of the line drawing
 * charset, tabs (from 3.6). Other controls cannot come from tmux, C1 ones may (3.3a keeps them as cells): they go.
 */
const TOKEN = /\x1b\[([0-9;:]*)m|\x1b\]8;[^\x00-\x1f\x7f]*(?:\x07|\x1b\\)|[\x00-\x1f\x7f-\x9f]/g

/** The line drawing charset (VT100), as far as programs draw frames with it. */
const LINES: Readonly<Record<string, string>> = {
  j: '┘',
  k: '┐',
  l: '┌',
  m: '└',
  n: '┼',
  q: '─',
  t: '├',
  u: '┤',
  v: '┴',
  w: '┬',
  x: '│',
  a: '▒',
  '~': '·',
}

/** Lines of a terminal are far shorter; a hostile one is not read to its end. */
const MOST_LINE = 20_000

interface Pen {
  faint: boolean
  shifted: boolean
}

/** How many parameters after this one belong to it: a colour's own (38;5;2); with colons it is one parameter. */
function colourTail(params: readonly string[], at: number): number {
  if (!/^[345]8$/.test(params[at] ?? '')) return 0
  if (params[at + 1] === '5') return 2
  return params[at + 1] === '2' ? 4 : 0
}

/** Whether characters are faint after an SGR sequence: 2 makes them so, 0, 22 and an empty parameter end it. */
function faintAfter(faint: boolean, parameters: string): boolean {
  const params = parameters.split(';')
  let now = faint
  for (let at = 0; at < params.length; at += 1 + colourTail(params, at)) {
    const param = params[at]
    if (param === '2') now = true
    else if (param === '' || param === '0' || param === '22') now = false
  }
  return now
}

function drawn(text: string, pen: Pen): string {
  return pen.shifted ? text.replace(/[a-z~]/g, char => LINES[char] ?? char) : text
}

/** Without the blanks at its end. No pattern: one tries each blank of a row of them anew, and the host stands still meanwhile. */
function withoutEnd(text: string): string {
  let end = text.length
  while (text.charAt(end - 1) === ' ') end -= 1
  return text.slice(0, end)
}

/** A row's characters; the pen goes on to the next row. */
function readRow(line: string, pen: Pen): ScreenRow {
  let text = ''
  let ink = ''
  const put = (part: string) => {
    const shown = drawn(part, pen)
    text += shown
    ink += pen.faint ? ' '.repeat(shown.length) : shown
  }
  let from = 0
  for (const token of line.matchAll(TOKEN)) {
    put(line.slice(from, token.index))
    from = token.index + token[0].length
    const [whole, sgr] = token
    if (sgr !== undefined) pen.faint = faintAfter(pen.faint, sgr)
    else if (whole === '\x0e' || whole === '\x0f') pen.shifted = whole === '\x0e'
    else if (whole === '\t') put(' '.repeat(8 - (text.length % 8)))
  }
  put(line.slice(from))
  return { text: withoutEnd(text), ink: withoutEnd(ink) }
}

/**
 * A screen from `capture-pane -e` of its visible rows (UTF-8). Rows that the capture left out are empty, further ones are
 * dropped. `text` and `ink` of a row have each character at the same place.
 */
export function parseScreen(capture: Buffer | string, { width, height, cursor, at }: ScreenFrame): Screen {
  const lines = capture.toString().split('\n')
  const pen: Pen = { faint: false, shifted: false }
  const rows = Array.from({ length: height }, (_, i) => readRow((lines[i] ?? '').slice(0, MOST_LINE), pen))
  return { width, height, rows, lines, cursor, at }
}
