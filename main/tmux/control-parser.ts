import type { PaneId } from '../../ipc/model'
import { parseNotification } from './notifications'
import type { Notification } from './types'

/*
 * Bytes of a control client → events. Pure: no clock, no I/O. Pane output is never decoded; a UTF-8 character may be
 * split across lines. A plain byte loop unescapes fastest (419 MB/s against 87 for strings, tmux itself does about 10).
 */

/** What the parser tells, synchronously and in the stream's order. */
export interface ControlEvents {
  /** Bytes of a pane; neighbouring lines of one pane come merged. The buffer is the listener's to keep. */
  output(paneId: PaneId, bytes: Buffer): void
  notification(notification: Notification): void
  /** A block opened. `ours`: it answers a command of this client, not the attach or a hook. */
  begin(ours: boolean): void
  /** A block closed. `body`: its lines joined by LF, without a last one. */
  reply(reply: { readonly ours: boolean; readonly ok: boolean; readonly body: Buffer }): void
  /** A line that control mode does not know at this place: words of a failed start, or a broken stream. */
  stray(line: string): void
  /**
   * Whether the open block may hold `%pause` and `%continue` as notifications: up to 3.7c tmux writes them inside the
   * block of the `refresh-client` that caused them; in any other block such a line is somebody's text.
   */
  notifiesInBlock(): boolean
}

/** Takes chunks of any size. Chunks must not be changed after they were pushed. */
export interface ControlParser {
  push(chunk: Buffer): void
}

interface Block {
  /** `1700000000 42`: time and number together are what `%end` must repeat. */
  readonly key: string
  readonly ours: boolean
  readonly lines: Buffer[]
}

const LF = 10
const CR = 13
const ESC = 27
const SPACE = 32
const PERCENT = 37
const ZERO = 48
const COLON = 58
const BACKSLASH = 92
/** Bytes of one slab that output is written into; the handed-out buffers are views of it. */
const SLAB = 64 * 1024
const OUTPUT = Buffer.from('%output %')
const EXTENDED = Buffer.from('%extended-output %')

function startsWith(line: Buffer, word: Buffer): boolean {
  if (line.length < word.length) return false
  for (let i = 0; i < word.length; i += 1) if (line[i] !== word[i]) return false
  return true
}

/** Lines joined by LF in one copy. */
function joined(lines: readonly Buffer[]): Buffer {
  let size = Math.max(0, lines.length - 1)
  for (const line of lines) size += line.length
  const body = Buffer.allocUnsafe(size)
  let at = 0
  lines.forEach((line, index) => {
    if (index > 0) body[at++] = LF
    at += line.copy(body, at)
  })
  return body
}

/** `tmux -CC` opens with `ESC P 1000 p` right before its first line and ends with `ESC \` behind its last. */
function withoutEnvelope(line: Buffer): Buffer {
  if (line[1] === BACKSLASH) return line.subarray(2)
  const end = line.indexOf('p')
  return end < 0 ? line : line.subarray(end + 1)
}

/** Where the data of an output line begins, and whose it is; null when the line is malformed. */
function outputHeader(line: Buffer): { pane: number; from: number } | null {
  const extended = line[1] !== OUTPUT[1]
  let at = extended ? EXTENDED.length : OUTPUT.length
  const first = at
  let pane = 0
  for (; at < line.length && line[at] !== SPACE; at += 1) {
    const digit = (line[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9 || at - first > 8) return null
    pane = pane * 10 + digit
  }
  if (at === first || at >= line.length) return null
  if (!extended) return { pane, from: at + 1 }
  // `%extended-output %5 120 : data`: later versions may add words before the colon.
  while (at < line.length && !(line[at] === COLON && line[at - 1] === SPACE)) at += 1
  return at < line.length ? { pane, from: Math.min(at + 2, line.length) } : null
}

/** Writes what `\ooo` stands for; returns the new end. tmux escapes bytes below 0x20 and the backslash alone. */
function writeUnescaped(from: Buffer, start: number, into: Buffer, end: number): number {
  const last = from.length
  let at = start
  let to = end
  while (at < last) {
    let byte = from[at++] as number
    if (byte === BACKSLASH && at + 3 <= last) {
      byte =
        (((from[at] as number) - ZERO) << 6) |
        (((from[at + 1] as number) - ZERO) << 3) |
        ((from[at + 2] as number) - ZERO)
      at += 3
    }
    into[to++] = byte
  }
  return to
}

/** Collects output in slabs and merges neighbouring lines of one pane into one event. */
function createOutput(emit: (paneId: PaneId, bytes: Buffer) => void) {
  let slab = Buffer.allocUnsafe(SLAB)
  let start = 0
  let end = 0
  let current = -1
  const names: PaneId[] = []
  const flush = () => {
    if (end === start) return
    const bytes = slab.subarray(start, end)
    start = end
    const name = names[current] ?? `%${current}`
    // Ids are small and many lines share one: the text is made once. A forged huge id must not grow the list.
    if (current < 10_000) names[current] = name
    emit(name, bytes)
  }
  return {
    flush,
    add(pane: number, line: Buffer, from: number) {
      if (pane !== current) {
        flush()
        current = pane
      }
      if (slab.length - end < line.length - from) {
        flush()
        slab = Buffer.allocUnsafe(Math.max(SLAB, line.length - from))
        start = 0
        end = 0
      }
      end = writeUnescaped(line, from, slab, end)
    },
  }
}

const BEGIN = /^%begin (\d+ \d+) (\d+)$/
const END = /^%(end|error) (\d+ \d+)(?: \d+)?$/

/** A parser for one connection. */
export function createControlParser(events: ControlEvents): ControlParser {
  const output = createOutput(events.output)
  let block: Block | null = null
  let parts: Buffer[] = []

  const inBlock = (open: Block, line: Buffer) => {
    // Only lines that begin with `%` can matter; the length keeps a huge line of a pane from being decoded.
    const text = line[0] === PERCENT && line.length < 100 ? line.toString('latin1') : ''
    const end = END.exec(text)
    if (end && end[2] === open.key) {
      block = null
      events.reply({ ours: open.ours, ok: end[1] === 'end', body: joined(open.lines) })
    } else if (open.ours && /^%(pause|continue) %\d+$/.test(text) && events.notifiesInBlock()) {
      events.notification(parseNotification(text))
    } else {
      open.lines.push(line)
    }
  }

  const outside = (line: Buffer) => {
    if (startsWith(line, OUTPUT) || startsWith(line, EXTENDED)) {
      const header = outputHeader(line)
      if (header) return output.add(header.pane, line, header.from)
    }
    output.flush()
    const text = line.toString('utf8')
    const begin = BEGIN.exec(text)
    if (begin) {
      block = { key: begin[1] ?? '', ours: begin[2] === '1', lines: [] }
      events.begin(block.ours)
    } else if (line[0] !== PERCENT || END.test(text)) events.stray(text)
    else events.notification(parseNotification(text))
  }

  const onLine = (line: Buffer) => {
    // Inside a block a line may well begin with ESC: it is somebody's text.
    if (block) inBlock(block, line)
    else outside(line[0] === ESC ? withoutEnvelope(line) : line)
  }

  return {
    push(chunk) {
      let start = 0
      for (;;) {
        const end = chunk.indexOf(LF, start)
        if (end < 0) break
        let line = chunk.subarray(start, end)
        start = end + 1
        if (parts.length > 0) {
          line = Buffer.concat([...parts, line])
          parts = []
        }
        onLine(line[line.length - 1] === CR ? line.subarray(0, -1) : line)
      }
      if (start < chunk.length) parts.push(chunk.subarray(start))
      output.flush()
    },
  }
}
