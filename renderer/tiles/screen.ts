import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs'
import type { Terminal as PageTerminal } from '@xterm/xterm'
import type { Snapshot } from '../../ipc/frames'
import { muteReplies } from '../terminals/replies'
import type { StreamSink } from '../terminals/streams'
import { createTerminalSink } from '../terminals/terminal-sink'
import type { TerminalColours } from '../terminals/theme'
import { loadWidths } from '../terminals/unicode-addon'
import { type Cell, type Run, rowRuns } from './runs'

/** The screen of one pane without history, and without a page. */
export interface Screen {
  readonly cols: number
  readonly rows: number
  /** Feeds it; `parsed` is called per chunk. */
  readonly sink: StreamSink
  row(row: number, colours: TerminalColours): Run[]
  /** null while the program hides it. */
  cursor(): { readonly column: number; readonly row: number } | null
  dispose(): void
}

/** @param onChange runs when parsed bytes may have changed the picture */
export function createScreen(
  serverVersion: string,
  onChange: () => void,
  onSnapshot: (snapshot: Snapshot) => void = () => {},
): Screen {
  const terminal = new Terminal({ allowProposedApi: true, scrollback: 0, cols: 80, rows: 24, logLevel: 'off' })
  loadWidths(terminal as unknown as Pick<PageTerminal, 'loadAddon' | 'unicode'>, serverVersion)
  let cursorShown = true
  let disposed = false
  const watchCursor = (shown: boolean) => (params: (number | number[])[]) => {
    if (params.includes(25)) cursorShown = shown
    return false
  }
  const undo = [
    muteReplies(terminal.parser),
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, watchCursor(true)),
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, watchCursor(false)),
    terminal.onWriteParsed(onChange),
  ]
  const sink = createTerminalSink(terminal, false, { onSnapshot, onStatus: () => {}, isDisposed: () => disposed })
  return {
    get cols() {
      return terminal.cols
    },
    get rows() {
      return terminal.rows
    },
    sink: {
      ...sink,
      output(bytes, parsed) {
        if (!disposed) sink.output(bytes, parsed)
      },
      snapshot(snapshot, parsed) {
        if (disposed) return
        // A reset terminal shows its cursor.
        terminal.write('', () => {
          cursorShown = true
        })
        sink.snapshot(snapshot, parsed)
      },
    },
    row: (row, colours) => rowRuns(cellsOf(terminal, row), colours),
    cursor() {
      const { cursorX, cursorY } = terminal.buffer.active
      return cursorShown ? { column: Math.min(cursorX, terminal.cols - 1), row: cursorY } : null
    },
    dispose() {
      if (disposed) return
      disposed = true
      for (const one of undo) one.dispose()
      // xterm 6 parses what was written before, also when it is disposed, and then complains: it goes when that is done.
      terminal.write('', () => terminal.dispose())
    },
  }
}

function* cellsOf(terminal: Terminal, row: number): Iterable<Cell> {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)
  if (!line) return
  // One object for all cells: a tile has thousands.
  const cell = terminal.buffer.active.getNullCell()
  for (let x = 0; x < terminal.cols; x++) {
    const here = line.getCell(x, cell)
    if (here) yield here
  }
}
