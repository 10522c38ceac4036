import { encodeClosed, encodeOutput, encodeSnapshot } from '../../ipc/frames'
import { createOutbox } from './outbox'
import { drawSnapshot, type ReadSnapshot } from './snapshot'

/** live: a terminal with history; tile: a small picture, screen only, updated at leisure. */
export type View = 'live' | 'tile'

/**
 * waiting: needs a snapshot before anything else; live: in step with the pane; behind: its backlog was dropped, and it
 * gets a snapshot once it has parsed what it got.
 */
export type ViewerState = 'waiting' | 'live' | 'behind'

/** ms between batches. A tile's picture is not typed into: fewer and larger batches cost the page less. */
const INTERVAL = { live: 5, tile: 30 } as const

/** History lines while a flood lasts: reading more would slow tmux, and it would be gone before anyone could scroll. */
export const LITTLE_HISTORY = 100

/** One stream of one page. */
export interface Viewer {
  readonly stream: number
  readonly state: ViewerState
  /** History lines that its next snapshot should hold. */
  readonly wanted: number
  /** Its last snapshot held less history than it should, because of a flood. */
  readonly owed: boolean
  /** The page has parsed all it got. */
  readonly drained: boolean
  /** Asks for a snapshot: more history (`lines`), or the same as before. */
  ask(lines?: number): void
  /**
   * Draws and sends the snapshot; from here on the stream is live. Unless the page's window is full: then it is behind,
   * and asks again when it has caught up.
   */
  show(read: ReadSnapshot): void
  push(bytes: Uint8Array): void
  /** tmux itself could not get rid of the pane's output: little history will do until that is over. */
  spare(): void
  parsed(count: number): void
  /** Frames are kept back until this is called: the page must learn the stream's number first. */
  release(): void
  /** Resolves when the next snapshot has been sent; rejects when the stream ends or fails before. */
  shown(): Promise<void>
  /** Tells those who wait for a snapshot that it will not come. */
  fail(error: Error): void
  /** Sends `closed` when the pane is gone; nothing is sent afterwards. */
  end(error: Error, tell: boolean): void
}

export interface ViewerOptions {
  readonly stream: number
  readonly view: View
  /** History lines of a first snapshot. */
  readonly lines: number
  sendFrame(frame: Uint8Array): void
  /** It may need something: it asked, fell behind, or caught up. */
  onNeed(): void
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/** Those who wait for a snapshot. */
function createWaiters() {
  let waiters: Waiter[] = []
  const settle = (act: (waiter: Waiter) => void) => {
    const now = waiters
    waiters = []
    for (const waiter of now) act(waiter)
  }
  return {
    wait: () => new Promise<void>((resolve, reject) => waiters.push({ resolve, reject })),
    resolve: () => settle(waiter => waiter.resolve()),
    reject: (error: Error) => settle(waiter => waiter.reject(error)),
  }
}

/** Keeps frames until it is opened, and none once it is shut. */
function createGate(sendFrame: (frame: Uint8Array) => void) {
  let held: Uint8Array[] | null = []
  let shut = false
  const send = (frame: Uint8Array) => {
    if (shut) return
    if (held) held.push(frame)
    else sendFrame(frame)
  }
  return {
    send,
    open() {
      const frames = held ?? []
      held = null
      for (const frame of frames) sendFrame(frame)
    },
    shut() {
      shut = true
    },
  }
}

export function createViewer({ stream, view, lines, sendFrame, onNeed }: ViewerOptions): Viewer {
  let state: ViewerState = 'waiting'
  let full = view === 'tile' ? 0 : lines
  let short = false
  let ended = false
  const waiters = createWaiters()
  const gate = createGate(sendFrame)
  const wanted = () => (short ? Math.min(full, LITTLE_HISTORY) : full)
  const outbox = createOutbox({
    interval: INTERVAL[view],
    send: bytes => gate.send(encodeOutput(stream, bytes)),
    onFull() {
      state = 'behind'
      short = true
      onNeed()
    },
    onDrained() {
      if (state !== 'behind') return
      state = 'waiting'
      onNeed()
    },
  })

  return {
    stream,
    get state() {
      return state
    },
    get wanted() {
      return wanted()
    },
    get owed() {
      return short
    },
    get drained() {
      return outbox.drained
    },
    ask(asked) {
      if (asked !== undefined) full = asked
      short = false
      if (state === 'live') state = 'waiting'
      onNeed()
    },
    show(read) {
      // What still waits here is older than the snapshot.
      outbox.clear()
      if (!outbox.open) {
        // A page that parses nothing would be sent one snapshot after the other.
        state = 'behind'
        return
      }
      const snapshot = drawSnapshot(read, wanted())
      state = 'live'
      if (full <= LITTLE_HISTORY) short = false
      gate.send(encodeSnapshot(stream, snapshot))
      outbox.sent(snapshot.bytes.length)
      waiters.resolve()
    },
    push(bytes) {
      if (state === 'live') outbox.push(bytes)
    },
    spare() {
      short = full > LITTLE_HISTORY
    },
    parsed: count => outbox.parsed(count),
    release: gate.open,
    shown: waiters.wait,
    fail: waiters.reject,
    end(error, tell) {
      if (ended) return
      ended = true
      if (tell) gate.send(encodeClosed(stream))
      gate.shut()
      outbox.end()
      waiters.reject(error)
    },
  }
}
