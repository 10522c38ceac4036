import type { HostError } from '../../ipc/failure'
import { decodeFrame, encodeAck, encodeInput, type Frame, type Snapshot } from '../../ipc/frames'
import type { PaneId } from '../../ipc/model'
import type { HostClient } from '../../ipc/rpc-client'
import type { Undo } from '../../ipc/wire'

/*
 * The page's end of pane streams. A stream's number belongs to one connection; a `PaneStream` outlives it: it is opened
 * again on every new connection, and its sink then gets a fresh snapshot.
 */

export type StreamStatus =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  /** The pane is gone, or the server that held it. */
  | { readonly kind: 'closed' }
  /** There is no connection to the host; it is opened again by itself. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: HostError }

/** Takes what a stream brings. `parsed` is to be called once, when the bytes have been parsed: it is what is counted as credit. */
export interface StreamSink {
  /** A new start: whatever came before is void. */
  snapshot(snapshot: Snapshot, parsed: () => void): void
  output(bytes: Uint8Array, parsed: () => void): void
  status(status: StreamStatus): void
}

export interface PaneStream {
  /** False when the bytes could not be sent: they are dropped, for keys typed into the void must not arrive later. */
  input(bytes: Uint8Array): boolean
  /** Asks for a new snapshot with at least so many lines of history; rejects with a `HostError`. */
  history(lines: number): Promise<void>
  close(): void
}

export interface Streams {
  open(paneId: PaneId, view: 'live' | 'tile', sink: StreamSink): PaneStream
  /** Opens again what was closed or failed, e.g. when a tmux server is back. */
  retry(): void
  dispose: Undo
}

/** Bytes parsed between two acks: VS Code's low watermark; with 100 KB above it a neighbour's echo stays at 8 ms (measured). */
export const ACK_EVERY = 5_000

/** Keys typed while the stream is being opened, at most; opening takes milliseconds. */
const MAX_EARLY_INPUT = 4_096

interface Entry {
  readonly paneId: PaneId
  readonly view: 'live' | 'tile'
  readonly sink: StreamSink
  /** The stream's number on the present connection, null while it has none. */
  stream: number | null
  /** Counts openings; what belongs to an earlier one is ignored. */
  opening: number
  status: StreamStatus['kind']
  unacked: number
  earlyInput: Uint8Array[]
  closed: boolean
}

interface State {
  client: HostClient | null
  readonly entries: Set<Entry>
  readonly byNumber: Map<number, Entry>
  /** Frames whose stream is not known yet: the answer to `stream.open` is still being delivered. */
  readonly early: Map<number, Frame[]>
  pendingOpens: number
}

/** Streams over whatever connection `connect` brings (see `onConnect` of `renderer/host/host.ts`). */
export function createStreams(connect: (listener: (client: HostClient) => void) => Undo): Streams {
  const state: State = { client: null, entries: new Set(), byNumber: new Map(), early: new Map(), pendingOpens: 0 }
  let undoFrames: Undo = () => {}
  const undoConnect = connect(client => {
    undoFrames()
    forgetConnection(state)
    state.client = client
    undoFrames = client.onFrame(data => receive(state, data))
    client.onClose(() => {
      if (state.client !== client) return
      state.client = null
      forgetConnection(state)
      for (const entry of state.entries) setStatus(entry, { kind: 'lost' })
    })
    for (const entry of state.entries) openEntry(state, entry)
  })
  return {
    open(paneId, view, sink) {
      const entry: Entry = {
        paneId,
        view,
        sink,
        stream: null,
        opening: 0,
        status: 'lost',
        unacked: 0,
        earlyInput: [],
        closed: false,
      }
      state.entries.add(entry)
      openEntry(state, entry)
      return handle(state, entry)
    },
    retry() {
      for (const entry of state.entries)
        if (entry.status === 'closed' || entry.status === 'failed') openEntry(state, entry)
    },
    dispose() {
      undoConnect()
      undoFrames()
      for (const entry of [...state.entries]) handle(state, entry).close()
    },
  }
}

function handle(state: State, entry: Entry): PaneStream {
  return {
    input(bytes) {
      if (entry.stream !== null && state.client) {
        state.client.sendFrame(encodeInput(entry.stream, bytes))
        return true
      }
      if (entry.status !== 'opening') return false
      const waiting = entry.earlyInput.reduce((sum, one) => sum + one.length, 0)
      if (waiting + bytes.length > MAX_EARLY_INPUT) return false
      entry.earlyInput.push(bytes)
      return true
    },
    async history(lines) {
      if (entry.stream === null || !state.client) return
      await state.client.call('stream.history', { stream: entry.stream, lines })
    },
    close() {
      if (entry.closed) return
      entry.closed = true
      state.entries.delete(entry)
      if (entry.stream !== null) closeNumber(state, entry.stream)
      entry.stream = null
    },
  }
}

function setStatus(entry: Entry, status: StreamStatus): void {
  entry.status = status.kind
  entry.sink.status(status)
}

function forgetConnection(state: State): void {
  state.byNumber.clear()
  state.early.clear()
  for (const entry of state.entries) {
    entry.stream = null
    entry.earlyInput = []
  }
}

function closeNumber(state: State, stream: number): void {
  state.byNumber.delete(stream)
  // The pane may be gone already, or the connection: then there is nothing left to close.
  state.client?.call('stream.close', { stream }).catch(() => {})
}

function openEntry(state: State, entry: Entry): void {
  const { client } = state
  if (!client) return
  const opening = ++entry.opening
  entry.unacked = 0
  setStatus(entry, { kind: 'opening' })
  state.pendingOpens++
  client
    .call('stream.open', { paneId: entry.paneId, view: entry.view })
    .then(
      ({ stream }) => {
        if (state.client !== client) return
        if (entry.closed || entry.opening !== opening) return closeNumber(state, stream)
        opened(state, entry, stream)
      },
      (error: HostError) => {
        if (state.client === client && !entry.closed && entry.opening === opening)
          setStatus(entry, { kind: 'failed', error })
      },
    )
    .finally(() => {
      if (--state.pendingOpens === 0) state.early.clear()
    })
}

function opened(state: State, entry: Entry, stream: number): void {
  entry.stream = stream
  state.byNumber.set(stream, entry)
  setStatus(entry, { kind: 'open' })
  for (const bytes of entry.earlyInput) state.client?.sendFrame(encodeInput(stream, bytes))
  entry.earlyInput = []
  for (const frame of state.early.get(stream) ?? []) deliver(state, entry, frame)
  state.early.delete(stream)
}

function receive(state: State, data: Uint8Array): void {
  const frame = decodeFrame(data)
  if (!frame) return
  const entry = state.byNumber.get(frame.stream)
  if (entry) return deliver(state, entry, frame)
  if (state.pendingOpens === 0) return
  const waiting = state.early.get(frame.stream)
  if (waiting) waiting.push(frame)
  else state.early.set(frame.stream, [frame])
}

function deliver(state: State, entry: Entry, frame: Frame): void {
  const { stream } = frame
  if (frame.kind === 'output') {
    entry.sink.output(frame.bytes, () => parsed(state, entry, stream, frame.bytes.length))
  } else if (frame.kind === 'snapshot') {
    entry.sink.snapshot(frame.snapshot, () => parsed(state, entry, stream, frame.snapshot.bytes.length))
  } else if (frame.kind === 'closed') {
    state.byNumber.delete(stream)
    entry.stream = null
    setStatus(entry, { kind: 'closed' })
  }
}

/** Counts parsed bytes for the stream they came on; those of an earlier connection count for nothing. */
function parsed(state: State, entry: Entry, stream: number, count: number): void {
  if (entry.stream !== stream) return
  entry.unacked += count
  if (entry.unacked < ACK_EVERY) return
  state.client?.sendFrame(encodeAck(stream, entry.unacked))
  entry.unacked = 0
}
