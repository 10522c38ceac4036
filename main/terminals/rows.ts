import { cellsOf } from './cell-width'
import { applySgr, type Pen, PLAIN_PEN, penBytes, unpenBytes } from './pen'

/*
 * Captures as rows that stand alone. Text is "binary": one character a byte.
 */

/** One row of a screen or of history. */
export interface Row {
  /** Draws the row from column 0 with a plain pen and leaves a plain pen; blanks at its end that show nothing are left out. */
  readonly draw: string
  /** The same with all blanks: for a row that runs on into the next one. */
  readonly whole: string
  /** The characters alone, a tab as the blanks that it stands for. */
  readonly plain: string
  /** The characters as tmux told them, without tabs: to be compared with another capture. */
  readonly told: string
}

/** What is needed to know how wide a tab is. Columns count from 0. */
export interface TabStops {
  readonly cols: number
  readonly tabs: readonly number[]
}

/**
 * What may stand in a line of `capture-pane -e`: SGR, OSC 8 (from 3.4), SO and SI, and tabs (from 3.6, for cells that a tab
 * jumped over). Cells hold no other C0 controls, but tmux keeps C1 as zero-width characters (UTF-8 `C2 80`–`C2 9F`), which
 * xterm would obey: those go.
 */
const TOKEN =
  /\x1b\[([0-9;:]*)m|\x1b\]8;([^\x00-\x1f\x7f]*)(?:\x07|\x1b\\)|([\x0e\x0f])|\xc2[\x80-\x9f]|[\x00-\x0d\x10-\x1f\x7f]/g

/** Lines of a reply; with `\n` at the end or without, and `show-buffer` may add an empty one. */
export function linesOf(capture: Buffer): string[] {
  return capture.toString('latin1').split('\n')
}

interface Reader {
  pen: Pen
  link: string
  readonly stops: TabStops
}

/**
 * The blanks of a tab. tmux does not tell how wide it was when it was written (3.6 `grid_set_tab`): by the stops as they
 * are now, else up to the last column.
 */
function tabBlanks(before: string, { tabs, cols }: TabStops): string {
  const column = cellsOf(before)
  const next = tabs.find(stop => stop > column) ?? cols - 1
  return ' '.repeat(Math.max(0, Math.min(next, cols - 1) - column))
}

/** Only blanks: a byte of a UTF-8 character may look like another kind of white space. */
const withoutBlanks = (binary: string): string => binary.replace(/ +$/, '')

/** With this pen a blank cell looks like one that was never written. */
function showsNothing({ pen, link }: Reader): boolean {
  return pen.bg === '' && pen.attributes.size === 0 && !pen.shifted && link === ''
}

function readRow(line: string, reader: Reader): Row {
  const start = penBytes(reader.pen) + (reader.link === '' ? '' : `\x1b]8;${reader.link}\x1b\\`)
  let plain = ''
  let told = ''
  let body = ''
  let from = 0
  for (const token of line.matchAll(TOKEN)) {
    const text = line.slice(from, token.index)
    from = token.index + token[0].length
    plain += text
    told += text
    const blanks = token[0] === '\t' ? tabBlanks(plain, reader.stops) : ''
    plain += blanks
    body += text + blanks + readToken(token, reader)
  }
  const rest = line.slice(from)
  const end = unpenBytes(reader.pen) + (reader.link === '' ? '' : '\x1b]8;;\x1b\\')
  const whole = start + body + rest + end
  // From 3.4 on a capture has blanks behind the text that nobody wrote; copied lines would end in them.
  const draw = showsNothing(reader) ? start + body + withoutBlanks(rest) + end : whole
  return { draw, whole, plain: plain + rest, told: told + rest }
}

/** The token as it is drawn; empty for what is dropped. */
function readToken(token: RegExpMatchArray, reader: Reader): string {
  const [whole, sgr, link, shift] = token
  if (sgr !== undefined) reader.pen = applySgr(reader.pen, sgr)
  else if (link !== undefined) reader.link = link === ';' ? '' : link
  else if (shift !== undefined) reader.pen = { ...reader.pen, shifted: shift === '\x0e' }
  else return ''
  return whole
}

/** The first `count` lines of a `capture-pane -e` as rows; missing ones are empty. */
export function readRows(capture: Buffer, count: number, stops: TabStops): Row[] {
  const lines = linesOf(capture)
  const reader: Reader = { pen: PLAIN_PEN, link: '', stops }
  return Array.from({ length: count }, (_, i) => readRow(lines[i] ?? '', reader))
}

/**
 * Which rows run on into the next one, found by laying the same rows against `capture-pane -J`, which joins them (tmux
 * tells the flag itself from 3.7 only). A row counts only when it is as good as full: one that was shortened after it
 * had wrapped cannot be made to wrap again without drawing what is not there.
 */
export function wrappedRows(rows: readonly Row[], joined: Buffer, cols: number): boolean[] {
  const lines = linesOf(joined).map(line => line.replace(TOKEN, ''))
  let line = 0
  let at = 0
  return rows.map(({ plain, told }) => {
    const text = lines[line] ?? ''
    // `-J` leaves blanks out that nobody wrote (from 3.4). Should the two captures disagree, this one does not wrap.
    const exact = text.startsWith(told, at)
    const same = exact ? told : withoutBlanks(told)
    if (!text.startsWith(same, at)) at = Number.POSITIVE_INFINITY
    const end = at + same.length
    if (end >= text.length || (!exact && /^ *$/.test(text.slice(end)))) {
      line += 1
      at = 0
      return false
    }
    at = end
    return Math.abs(cols - 0.5 - cellsOf(plain)) < 2
  })
}
