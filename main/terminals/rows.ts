import { cellsOf } from './cell-width'
import { applySgr, type Pen, PLAIN_PEN, penBytes, unpenBytes } from './pen'

/*
 * Captures as rows that stand alone. Text is "binary": one character a byte.
 */

/** One row of a screen or of history. */
export interface Row {
  /** Draws the row from column 0 with a plain pen and leaves a plain pen. */
  readonly draw: string
  /** The characters alone. */
  readonly plain: string
}

/**
 * What may stand in a line of `capture-pane -e`: SGR, OSC 8 (from 3.4), SO and SI. Cells hold no C0 controls, but tmux
 * keeps C1 as zero-width characters (UTF-8 `C2 80`–`C2 9F`), which xterm would obey: those go.
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
}

function readRow(line: string, reader: Reader): Row {
  const start = penBytes(reader.pen) + (reader.link === '' ? '' : `\x1b]8;${reader.link}\x1b\\`)
  let plain = ''
  let body = ''
  let from = 0
  for (const token of line.matchAll(TOKEN)) {
    const text = line.slice(from, token.index)
    from = token.index + token[0].length
    plain += text
    body += text + readToken(token, reader)
  }
  const rest = line.slice(from)
  const end = unpenBytes(reader.pen) + (reader.link === '' ? '' : '\x1b]8;;\x1b\\')
  return { draw: start + body + rest + end, plain: plain + rest }
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
export function readRows(capture: Buffer, count: number): Row[] {
  const lines = linesOf(capture)
  const reader: Reader = { pen: PLAIN_PEN, link: '' }
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
  return rows.map(({ plain }) => {
    const text = lines[line] ?? ''
    // Never seen; should the two captures disagree, nothing is said to wrap from here on.
    if (!text.startsWith(plain, at)) at = Number.POSITIVE_INFINITY
    const end = at + plain.length
    if (end >= text.length) {
      line += 1
      at = 0
      return false
    }
    at = end
    return Math.abs(cols - 0.5 - cellsOf(plain)) < 2
  })
}
