import type { Log } from '../log/log'
import { writeFileAtomic } from '../settings/side-file'
import { type JournalContent, journalText, printOf } from './journal-file'

/** Keeps what `content` gives, in one file. */
export interface Journal {
  /** Something may have changed: looked at, and written when it has, within 2 s. */
  soon(): void
  /** Written now. Never rejects: what cannot be written is logged and tried again with the next change. */
  now(): Promise<void>
  /** Writes what is not written yet. */
  close(): Promise<void>
}

interface Options {
  readonly path: string
  readonly content: () => JournalContent
  /** Another host holds the folder: nothing is written. */
  readonly readOnly: () => boolean
  readonly log: Log
  /** ms between a change and its write. */
  readonly gather?: number
}

/** ms. Fifty agents at work change their states many times a second; a crash may cost so much. */
const GATHER = 2000
/** ms between writes of an unchanged journal with sessions in it, so that a power cut leaves the moment they were seen. */
const HEARTBEAT = 60_000

/** A journal that begins with what was read before. */
export function createJournal({ path, content, readOnly, log, gather = GATHER }: Options): Journal {
  let print = ''
  let writtenAt = Date.now()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  async function write(): Promise<void> {
    try {
      if (readOnly()) return
      const next = content()
      const nextPrint = printOf(next)
      const stale = next.sessions.length > 0 && Math.abs(Date.now() - writtenAt) >= HEARTBEAT
      if (nextPrint === print && !stale) return
      await writeFileAtomic(path, journalText(next))
      print = nextPrint
      writtenAt = Date.now()
    } catch (error) {
      log.warn('the journal for recovery could not be written', { error: String(error) })
    }
  }

  function now(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }

  const heart = setInterval(() => void now(), HEARTBEAT)
  heart.unref()

  return {
    soon() {
      if (closed) return
      timer ??= setTimeout(() => void now(), gather)
    },
    now,
    async close() {
      closed = true
      clearInterval(heart)
      await now()
    },
  }
}
