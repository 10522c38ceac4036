import { Unicode11Addon } from '@xterm/addon-unicode11'
import { type IBufferCell, Terminal } from '@xterm/headless'
import type { Snapshot } from '../../ipc/frames'
import { readRows } from './rows'

/*
 * For tests alone: an xterm without a page, and its cells as text that can be compared.
 */

/** A terminal that counts widths as tmux 3.3a does. */
export function createScreen(cols: number, rows: number): Terminal {
  const terminal = new Terminal({ cols, rows, scrollback: 20_000, allowProposedApi: true })
  // The addon's types name the page's Terminal; the headless one has the same `unicode`.
  new Unicode11Addon().activate(terminal as unknown as Parameters<Unicode11Addon['activate']>[0])
  terminal.unicode.activeVersion = '11'
  return terminal
}

export function write(terminal: Terminal, bytes: Uint8Array | string): Promise<void> {
  return new Promise(resolve => terminal.write(bytes, resolve))
}

/** A fresh terminal that shows a snapshot. */
export async function show(snapshot: Snapshot): Promise<Terminal> {
  const terminal = createScreen(snapshot.cols, snapshot.rows)
  await write(terminal, snapshot.bytes)
  return terminal
}

function style(cell: IBufferCell): string {
  const flags = [
    cell.isBold(),
    cell.isDim(),
    cell.isItalic(),
    cell.isUnderline(),
    cell.isInverse(),
    cell.isInvisible(),
    cell.isStrikethrough(),
  ]
  const colour = `${cell.getFgColorMode()}.${cell.getFgColor()}/${cell.getBgColorMode()}.${cell.getBgColor()}`
  return `${flags.map(flag => (flag ? 1 : 0)).join('')}:${colour}`
}

/** A blank that looks like any other: its pen shows in nothing, and tmux leaves such blanks out at a line's end. */
function isBlank(cell: IBufferCell): boolean {
  const marked = cell.isInverse() || cell.isUnderline() || cell.isStrikethrough()
  return cell.getChars().trim() === '' && cell.isBgDefault() && !marked
}

/** One line as text with its styles in braces wherever they change; what is blank at the end is left out. */
export function lineOf(terminal: Terminal, y: number): string {
  const line = terminal.buffer.active.getLine(y)
  let text = ''
  let last = '0000000:0.-1/0.-1'
  const plain = last
  for (let x = 0; line && x < terminal.cols; x += 1) {
    const cell = line.getCell(x)
    if (!cell || cell.getWidth() === 0) continue
    const now = isBlank(cell) ? plain : style(cell)
    if (now !== last) text += `{${now === plain ? '' : now}}`
    last = now
    text += cell.getChars() || ' '
  }
  return text.replace(/(\{\})?\s*$/, '')
}

/** All lines, history first. */
export function dump(terminal: Terminal): string[] {
  return Array.from({ length: terminal.buffer.active.length }, (_, y) => lineOf(terminal, y))
}

/** The screen alone, and the cursor. */
export function dumpScreen(terminal: Terminal): { lines: string[]; cursor: [number, number] } {
  const { active } = terminal.buffer
  const lines = Array.from({ length: terminal.rows }, (_, y) => lineOf(terminal, active.baseY + y))
  return { lines, cursor: [active.cursorX, active.cursorY] }
}

/** The oracle: tmux's own `capture-pane -e -N`, each line drawn at its place in a terminal that never scrolls. */
export async function drawCapture(capture: string, cols: number, rows: number): Promise<string[]> {
  const terminal = createScreen(cols, rows)
  const tabs = Array.from({ length: cols }, (_, x) => x).filter(x => x > 0 && x % 8 === 0)
  const lines = readRows(Buffer.from(capture), rows, { cols, tabs })
  const bytes = lines.map((row, y) => `\x1b[${y + 1};1H${row.draw}`).join('')
  await write(terminal, Buffer.from(`\x1b[?7l\x1b)0${bytes}`, 'latin1'))
  return dump(terminal).slice(0, rows)
}
