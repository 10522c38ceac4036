import type { Log } from '../../log/log'
import { appendLines, type Line, replaceLines } from './history-file'

/** The file is written anew when it has this many lines more than twice of what it needs. */
const SLACK = 500

/** Writes the history behind the scenes, in order: appends, and writes it anew when most of it is old. */
export interface HistoryWriter {
  /** Appends soon. */
  append(line: Line): void
  /** Writes the file anew if it has become much larger than needed. */
  tidy(): void
  /** Writes the file anew, now. Rejects with the system's error. */
  rewrite(): Promise<void>
  /** The file was read anew and has so many lines; the last one may be torn. */
  begins(lines: number): void
  settled(): Promise<void>
}

interface Options {
  readonly path: string
  /** All lines that the file has to have. */
  readonly needed: () => Line[]
  readonly writable: () => boolean
  readonly log: Log
}

export function createHistoryWriter({ path, needed, writable, log }: Options): HistoryWriter {
  let work: Promise<void> = Promise.resolve()
  let waiting: Line[] = []
  let lines = 0
  let fresh = true

  async function rewrite(): Promise<void> {
    waiting = []
    const all = needed()
    await replaceLines(path, all)
    lines = all.length
    fresh = false
  }

  async function write(): Promise<void> {
    const some = waiting
    waiting = []
    if (!writable()) return
    const least = needed().length
    if (lines + some.length > 2 * least + SLACK || (least === 0 && lines > 0)) return rewrite()
    if (some.length === 0) return
    await appendLines(path, some, fresh)
    fresh = false
    lines += some.length
  }

  function soon(): void {
    work = work
      .then(write)
      .catch(error => log.warn('the history of prompts could not be written', { error: String(error) }))
  }

  return {
    append(line) {
      waiting.push(line)
      soon()
    },
    tidy: soon,
    rewrite() {
      const done = work.then(rewrite)
      work = done.catch(() => undefined)
      return done
    },
    begins(count) {
      lines = count
      fresh = true
    },
    settled: () => work,
  }
}
