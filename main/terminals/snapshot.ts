import type { Snapshot } from '../../ipc/frames'
import { cellsOf } from './cell-width'
import { type Row, readRows, wrappedRows } from './rows'
import type { SnapshotRow } from './snapshot-row'

/*
 * From tmux's captures to bytes that make a reset xterm show the same, cell by cell, and go on from there.
 *
 * What no tmux before 3.7 tells and a program's next full redraw heals: the current pen (taken as plain), the cursor of
 * DECSC, designated charsets (G1 is taken as line drawing, which is what programs that shift mean by it), focus reports,
 * the palette, bracketed paste. On 3.3a captures end at the last used cell, so the background of erased cells is lost
 * too; forcing a redraw would mean to resize the program, and nothing resizes a pane but the person.
 */

/** What was read in one atomic list (`snapshot-read.ts`). */
export interface RawSnapshot {
  readonly row: SnapshotRow
  /** History lines asked for: `cells` begins so far above the screen, or where history begins. */
  readonly asked: number
  /** `capture-pane -e -N` */
  readonly cells: Buffer
  /** `capture-pane -J`, from the same line on. */
  readonly joined: Buffer
  /** `capture-pane -a -e -N`: the main screen while the alternate one shows, else null. */
  readonly saved: Buffer | null
  /** `capture-pane -P -C`: bytes of an unfinished escape sequence, octal where they are not printable. */
  readonly pending: Buffer
}

/** A snapshot that can be drawn with any part of its history. */
export interface ReadSnapshot {
  readonly row: SnapshotRow
  readonly history: readonly Row[]
  readonly screen: readonly Row[]
  /** By place in history and screen together. */
  readonly wraps: readonly boolean[]
  readonly saved: readonly Row[] | null
  readonly pending: string
}

/** Cuts the captures into rows. */
export function readSnapshot(raw: RawSnapshot): ReadSnapshot {
  const { row } = raw
  const above = Math.min(raw.asked, row.history)
  const all = readRows(raw.cells, above + row.rows, row)
  return {
    row,
    history: all.slice(0, above),
    screen: all.slice(above),
    wraps: wrappedRows(all, raw.joined, row.cols),
    saved: row.alternate && raw.saved ? readRows(raw.saved, row.rows, row) : null,
    pending: pendingBytes(raw.pending),
  }
}

function pendingBytes(capture: Buffer): string {
  return capture
    .toString('latin1')
    .replace(/\r?\n[\s\S]*$/, '')
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

/**
 * Rows are drawn without wrapping: up to 3.3a half overwritten wide characters leave rows with more cells than columns,
 * which would shift all that follows.
 */
const NO_WRAP = '\x1b[?7l'
const DO_WRAP = '\x1b[?7h'

/**
 * Ends a row that runs on: spaces until the line wraps, then back to the margin. With a plain pen, since xterm gives the
 * new line the pen's background where tmux does not. More spaces than one, as the row may end a cell early (a wide
 * character that did not fit); what falls on the next row is drawn over.
 */
const WRAP = `${DO_WRAP}    \r${NO_WRAP}`
/** Narrower than this the spaces would wrap twice. */
const MIN_WRAP_COLS = 8

/** Rows from the cursor's line on, scrolling as they come; the last one is left without a line end. */
function flow(rows: readonly Row[], wraps: readonly boolean[], cols: number): string {
  const last = rows.length - 1
  return rows
    .map((row, i) => {
      if (i === last) return row.draw
      return wraps[i] && cols >= MIN_WRAP_COLS ? row.whole + WRAP : `${row.draw}\r\n`
    })
    .join('')
}

const goTo = (x: number, y: number): string => `\x1b[${y + 1};${x + 1}H`

/** The alternate screen, row by row in its place: nothing may scroll there. */
function place(rows: readonly Row[]): string {
  return rows.map((row, y) => (row.plain === '' ? '' : goTo(0, y) + row.draw)).join('')
}

/** xterm and tmux both begin with a stop every eight columns. */
function tabStops(row: SnapshotRow): string {
  const usual: number[] = []
  for (let x = 8; x < row.cols; x += 8) usual.push(x)
  if (usual.join() === row.tabs.join()) return ''
  return `\x1b[3g${row.tabs.map(x => `${goTo(x, 0)}\x1bH`).join('')}`
}

/**
 * Puts the cursor. Behind the last column (the next character wraps first) it gets by drawing the last cell again: the
 * whole row, or, when that ends earlier, a blank.
 */
function cursor(row: SnapshotRow, screen: readonly Row[]): string {
  const y = row.origin ? Math.max(0, row.cursorY - row.regionTop) : row.cursorY
  if (row.cursorX < row.cols) return goTo(row.cursorX, y)
  const line = screen[row.cursorY]
  if (line && cellsOf(line.plain) >= row.cols) return goTo(0, y) + line.whole
  return `${goTo(row.cols - 1, y)} `
}

/** In the order that matters: the region and origin mode move the cursor, insert would change the drawing. */
function modes(row: SnapshotRow, screen: readonly Row[]): string {
  const full = row.regionTop === 0 && row.regionBottom === row.rows - 1
  const set: readonly (readonly [on: boolean, bytes: string])[] = [
    [!full, `\x1b[${row.regionTop + 1};${row.regionBottom + 1}r`],
    [row.origin, '\x1b[?6h'],
    [true, cursor(row, screen)],
    [row.insert, '\x1b[4h'],
    [row.wrap, DO_WRAP],
    [row.keypad, '\x1b='],
    [row.cursorKeys, '\x1b[?1h'],
    [row.mouse1000, '\x1b[?1000h'],
    [row.mouse1002, '\x1b[?1002h'],
    [row.mouse1003, '\x1b[?1003h'],
    [row.mouse1005, '\x1b[?1005h'],
    [row.mouse1006, '\x1b[?1006h'],
    [row.bracketedPaste, '\x1b[?2004h'],
    [row.cursorStyle > 0, `\x1b[${row.cursorStyle} q`],
    [!row.cursorShown, '\x1b[?25l'],
  ]
  return set.map(([on, bytes]) => (on ? bytes : '')).join('')
}

/** 1049 keeps the cursor for the way back; a program that used 47 or 1047 did not save it. */
function enterAlternate(row: SnapshotRow): string {
  if (row.savedX < 0 || row.savedY < 0) return '\x1b[?1047h'
  return `${goTo(Math.min(row.savedX, row.cols - 1), row.savedY)}\x1b[?1049h`
}

/**
 * Draws a snapshot for a terminal that was just reset and has the pane's size, with at most `historyLines` lines above
 * the screen. The terminal must be able to scroll back that far. An unfinished escape sequence stands last: what the
 * program writes next completes it.
 */
export function drawSnapshot(read: ReadSnapshot, historyLines: number): Snapshot {
  const { row, screen, saved } = read
  const history = historyLines > 0 ? read.history.slice(-historyLines) : []
  const main = saved ?? screen
  const wraps = read.wraps.slice(read.history.length - history.length)
  // While the alternate screen shows, tmux tells the wraps of history alone.
  const known = saved ? wraps.slice(0, history.length) : wraps
  const text =
    `${NO_WRAP}\x1b)0${flow([...history, ...main], known, row.cols)}` +
    (row.alternate ? enterAlternate(row) + place(screen) : '') +
    tabStops(row) +
    modes(row, screen) +
    read.pending
  return {
    cols: row.cols,
    rows: row.rows,
    history: history.length,
    historyTotal: row.history,
    bytes: Buffer.from(text, 'latin1'),
  }
}
