import { write, writeSync } from 'node:fs'

/*
 * Writing to a pty's master side. node-pty's own queue spins while the kernel's buffer is full and goes on writing after
 * the descriptor was closed, when the number may already belong to another file; this one waits, and stops.
 */

export interface PtyWriter {
  /** Bytes in order; what is queued while a write is under way leaves as one. */
  write(bytes: Buffer): void
  /** Nothing is written any more. */
  stop(): void
}

/** ms between attempts while the pty's input buffer (4 kB on Linux) is full: tmux reads it within a millisecond. */
const RETRY = 1

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN'

/** A writer for a non-blocking descriptor; `onError` is told once, then it has stopped. */
export function createPtyWriter(fd: number, onError: (error: Error) => void): PtyWriter {
  let queue: Buffer[] = []
  let busy = false
  let stopped = false
  let timer: NodeJS.Timeout | null = null

  const fail = (error: unknown) => {
    stopped = true
    onError(error instanceof Error ? error : new Error(String(error)))
  }

  /**
   * What the kernel takes at once: the descriptor does not block, so this returns in microseconds, where the thread pool
   * costs two changes of thread for every key.
   */
  const direct = (bytes: Buffer): Buffer => {
    try {
      return bytes.subarray(writeSync(fd, bytes))
    } catch (error) {
      if (!isFull(error)) fail(error)
      return bytes
    }
  }

  const next = (rest?: Buffer) => {
    if (stopped) return
    const bytes = rest ?? (queue.length === 1 ? queue[0] : Buffer.concat(queue))
    if (!rest) queue = []
    busy = bytes !== undefined && bytes.length > 0
    if (!busy || !bytes) return
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      if (stopped) return
      if (error && !isFull(error)) fail(error)
      else if (error) timer = setTimeout(next, RETRY, bytes)
      else next(written < bytes.length ? bytes.subarray(written) : undefined)
    })
  }

  return {
    write(bytes) {
      if (stopped) return
      const rest = busy ? bytes : direct(bytes)
      if (stopped || rest.length === 0) return
      queue.push(rest)
      if (!busy) next()
    },
    stop() {
      stopped = true
      queue = []
      if (timer) clearTimeout(timer)
    },
  }
}
