/*
 * Terminal bytes on the wire: `[kind u8, stream u32 big endian, rest]`. Never JSON, never decoded before xterm.
 *
 *   host → page   output    rest = bytes after the snapshot
 *                 snapshot  rest = cols u16, rows u16, history lines in it u32, history lines that tmux has u32, bytes for a reset terminal
 *                 closed    rest empty: the pane is gone
 *   page → host   input     rest = bytes of xterm's onData
 *                 ack       rest = u32 count of bytes that xterm has parsed since the last ack
 */

export const FRAME = { output: 1, snapshot: 2, closed: 3, input: 16, ack: 17 } as const

const HEAD = 5
const SNAPSHOT_HEAD = 17

export interface Snapshot {
  readonly cols: number
  readonly rows: number
  /** Lines of history that the bytes hold above the screen. */
  readonly history: number
  /** Lines of history that tmux has. */
  readonly historyTotal: number
  readonly bytes: Uint8Array
}

export type Frame =
  | { readonly kind: 'output'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly kind: 'snapshot'; readonly stream: number; readonly snapshot: Snapshot }
  | { readonly kind: 'closed'; readonly stream: number }
  | { readonly kind: 'input'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ack'; readonly stream: number; readonly count: number }

function head(kind: number, stream: number, size: number): { frame: Uint8Array; view: DataView } {
  const frame = new Uint8Array(size)
  const view = new DataView(frame.buffer)
  view.setUint8(0, kind)
  view.setUint32(1, stream)
  return { frame, view }
}

function withBytes(kind: number, stream: number, bytes: Uint8Array): Uint8Array {
  const { frame } = head(kind, stream, HEAD + bytes.length)
  frame.set(bytes, HEAD)
  return frame
}

export const encodeOutput = (stream: number, bytes: Uint8Array): Uint8Array => withBytes(FRAME.output, stream, bytes)
export const encodeInput = (stream: number, bytes: Uint8Array): Uint8Array => withBytes(FRAME.input, stream, bytes)
export const encodeClosed = (stream: number): Uint8Array => head(FRAME.closed, stream, HEAD).frame

export function encodeAck(stream: number, count: number): Uint8Array {
  const { frame, view } = head(FRAME.ack, stream, HEAD + 4)
  view.setUint32(HEAD, count)
  return frame
}

export function encodeSnapshot(stream: number, snapshot: Snapshot): Uint8Array {
  const { frame, view } = head(FRAME.snapshot, stream, SNAPSHOT_HEAD + snapshot.bytes.length)
  view.setUint16(5, snapshot.cols)
  view.setUint16(7, snapshot.rows)
  view.setUint32(9, snapshot.history)
  view.setUint32(13, snapshot.historyTotal)
  frame.set(snapshot.bytes, SNAPSHOT_HEAD)
  return frame
}

/** Reads one frame; null when it is cut or of no known kind (the other side is then to be refused, not guessed at). */
export function decodeFrame(data: Uint8Array): Frame | null {
  if (data.length < HEAD) return null
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const stream = view.getUint32(1)
  switch (view.getUint8(0)) {
    case FRAME.output:
      return { kind: 'output', stream, bytes: data.subarray(HEAD) }
    case FRAME.input:
      return { kind: 'input', stream, bytes: data.subarray(HEAD) }
    case FRAME.closed:
      return { kind: 'closed', stream }
    case FRAME.ack:
      return data.length === HEAD + 4 ? { kind: 'ack', stream, count: view.getUint32(HEAD) } : null
    case FRAME.snapshot:
      return data.length < SNAPSHOT_HEAD ? null : { kind: 'snapshot', stream, snapshot: readSnapshot(view, data) }
    default:
      return null
  }
}

function readSnapshot(view: DataView, data: Uint8Array): Snapshot {
  return {
    cols: view.getUint16(5),
    rows: view.getUint16(7),
    history: view.getUint32(9),
    historyTotal: view.getUint32(13),
    bytes: data.subarray(SNAPSHOT_HEAD),
  }
}
