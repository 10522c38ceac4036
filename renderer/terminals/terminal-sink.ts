import type { Snapshot } from '../../ipc/frames'
import { createFloodPace } from './flood-pace'
import { scrollbackFor } from './history'
import type { StreamSink, StreamStatus } from './streams'

/** What is used of xterm's `Terminal`; `@xterm/headless` has the same. */
export interface SinkTerminal {
  readonly buffer: { readonly active: { readonly baseY: number; readonly viewportY: number } }
  options: { scrollback?: number }
  write(data: Uint8Array, callback?: () => void): void
  reset(): void
  resize(cols: number, rows: number): void
  scrollToLine(line: number): void
}

export interface SinkEvents {
  /** xterm goes on parsing what was written before it was disposed; true ends that. */
  isDisposed?(): boolean
  /** A snapshot has been written and shows. */
  onSnapshot(snapshot: Snapshot): void
  onStatus(status: StreamStatus): void
}

/**
 * CAN ends an escape sequence that the old stream left open; xterm 6's `reset()` does not reset its parser. `ESC[?25h`
 * lets xterm show a cursor before the terminal was ever focused; a snapshot that hides it comes after.
 */
const CANCEL = Uint8Array.from('\x18\x1b[?25h', character => character.charCodeAt(0))

/**
 * Feeds a terminal from a stream. A snapshot resets it in order with the bytes before it (xterm parses later than it is
 * written to), keeps the distance from the bottom to which the person had scrolled, and loses the selection, whose lines
 * may be others now.
 *
 * @param withHistory false for tiles: they hold the screen alone
 */
export function createTerminalSink(terminal: SinkTerminal, withHistory: boolean, events: SinkEvents): StreamSink {
  const pace = createFloodPace()
  return {
    snapshot(snapshot, parsed) {
      let distance = 0
      terminal.write(CANCEL, () => {
        if (events.isDisposed?.()) return
        const { baseY, viewportY } = terminal.buffer.active
        distance = baseY - viewportY
        terminal.reset()
        terminal.options.scrollback = withHistory ? scrollbackFor(snapshot.history) : 0
        terminal.resize(snapshot.cols, snapshot.rows)
      })
      terminal.write(snapshot.bytes, () => {
        if (events.isDisposed?.()) return
        if (distance > 0) terminal.scrollToLine(Math.max(0, terminal.buffer.active.baseY - distance))
        parsed()
        events.onSnapshot(snapshot)
      })
    },
    output: (bytes, parsed) => terminal.write(bytes, () => pace(bytes.length, parsed)),
    status: status => events.onStatus(status),
  }
}
