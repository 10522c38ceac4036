import { type Credit, createCredit } from './credit'

/** Largest batch, in bytes: small enough that another stream's bytes never wait long behind it. */
export const BATCH = 32 * 1024
/** What is kept for a page that does not keep up, in bytes; beyond, its bytes are dropped and a snapshot replaces them. */
export const BACKLOG = 1024 * 1024

export interface OutboxOptions {
  /** At most so many ms between two batches' beginnings while little comes. */
  readonly interval: number
  /** One batch; the array is not used again. */
  send(bytes: Uint8Array): void
  /** The backlog is full and was dropped; called once per `push` that overflows. */
  onFull(): void
  /** The page has parsed (nearly) all it got and nothing waits here. */
  onDrained(): void
}

/** One stream's way out: batches, credit, backlog. */
export interface Outbox {
  /** Copies the bytes. */
  push(bytes: Uint8Array): void
  /** Counts bytes that went out another way (a snapshot). */
  sent(count: number): void
  parsed(count: number): void
  /** Forgets what waits. */
  clear(): void
  readonly drained: boolean
  /** The page's window has room. */
  readonly open: boolean
  /** Bytes that wait here. */
  readonly waiting: number
  end(): void
}

/** Bytes in blocks of our own: slices of tmux's stream would keep its large chunks alive. */
function createQueue() {
  let blocks: Buffer[] = []
  let last = 0
  let size = 0
  return {
    get size() {
      return size
    },
    add(bytes: Uint8Array) {
      let from = 0
      while (from < bytes.length) {
        let block = blocks[blocks.length - 1]
        if (!block || last === block.length) {
          block = Buffer.allocUnsafe(bytes.length - from > 4096 ? BATCH : 4096)
          blocks.push(block)
          last = 0
        }
        const part = bytes.subarray(from, from + block.length - last)
        block.set(part, last)
        last += part.length
        from += part.length
      }
      size += bytes.length
    },
    /** Takes the oldest bytes, at most `BATCH`, as one fresh array. */
    take(): Uint8Array {
      const batch = new Uint8Array(Math.min(size, BATCH))
      let at = 0
      while (at < batch.length) {
        const block = blocks[0] as Buffer
        const end = blocks.length === 1 ? last : block.length
        const part = block.subarray(0, Math.min(end, batch.length - at))
        batch.set(part, at)
        at += part.length
        if (part.length === end) blocks.shift()
        else {
          blocks[0] = block.subarray(part.length)
          if (blocks.length === 1) last -= part.length
        }
      }
      size -= batch.length
      return batch
    },
    clear() {
      blocks = []
      size = 0
    },
  }
}

/**
 * The first bytes after a pause leave in the same turn of the event loop (typing is echoed at once); what follows within
 * `interval` ms leaves together, earlier when a batch is full.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { interval, send, onFull, onDrained } = options
  const queue = createQueue()
  const credit: Credit = createCredit()
  let timer: NodeJS.Timeout | null = null
  let soon = false
  let ended = false

  const flush = () => {
    while (queue.size > 0 && credit.open && !ended) {
      const batch = queue.take()
      credit.sent(batch.length)
      send(batch)
    }
  }
  const later = () => {
    timer = setTimeout(() => {
      timer = null
      if (queue.size === 0 || !credit.open) return
      flush()
      later()
    }, interval)
  }
  /** In a microtask: after all of tmux's lines that came in one chunk. */
  const atOnce = () => {
    if (soon) return
    soon = true
    queueMicrotask(() => {
      soon = false
      flush()
      if (!timer && !ended) later()
    })
  }

  return {
    push(bytes) {
      if (ended) return
      if (queue.size + bytes.length > BACKLOG) {
        queue.clear()
        onFull()
        return
      }
      queue.add(bytes)
      if (!credit.open) return
      if (queue.size >= BATCH) flush()
      else if (!timer) atOnce()
    },
    sent: count => credit.sent(count),
    parsed(count) {
      credit.parsed(count)
      flush()
      if (credit.drained && queue.size === 0 && !ended) onDrained()
    },
    clear: () => queue.clear(),
    get drained() {
      return credit.drained && queue.size === 0
    },
    get open() {
      return credit.open
    },
    get waiting() {
      return queue.size
    },
    end() {
      ended = true
      queue.clear()
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
