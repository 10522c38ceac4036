import { constants, open } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { PaneId } from '../../../ipc/model'
import type { AgentType, TranscriptFacts } from '../agent-type'

/** Whose transcript is meant. */
export interface Subject {
  readonly paneId: PaneId
  readonly type: AgentType
  readonly conversation: string
  /** As the agent told it; empty: to be found by the conversation's id. */
  readonly transcript: string
  /** The agent's folder. */
  readonly folder: string
}

/** What the ends of conversations tell, by pane. */
export interface TranscriptTails {
  facts(id: PaneId): TranscriptFacts | null
  /** Reads the file's end again when it has changed. At most one read a pane at a time, and one in `EVERY`. Never rejects. */
  refresh(subject: Subject, now?: boolean): Promise<void>
  keep(ids: ReadonlySet<PaneId>): void
}

interface Options {
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Something that is told has changed. */
  readonly onChange: () => void
}

/** Bytes of a file's end that are read: many turns, of files of 100 MB too. */
const TAIL = 256 * 1024
/** ms between two reads of a conversation that goes on. */
const EVERY = 5000
/** Longest task and answer that are kept of hostile files, characters. */
const MOST_TASK = 300
const MOST_ANSWER = 200_000

interface Known {
  readonly conversation: string
  path: string
  /** Size and time of the file as it was read. */
  stamp: string
  readAt: number
  reading: boolean
  facts: TranscriptFacts | null
}

function cut(facts: TranscriptFacts): TranscriptFacts {
  const task = facts.task.split('\n', 1)[0]?.slice(0, MOST_TASK) ?? ''
  return { ...facts, task, answer: facts.answer.slice(0, MOST_ANSWER) }
}

/** The last whole lines of a file, or null when it is as it was (`stamp`), or no regular file. Rejects when it cannot be read. */
async function readTail(path: string, stamp: string): Promise<{ lines: string[]; stamp: string } | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const info = await file.stat()
    const now = `${info.size} ${info.mtimeMs}`
    if (!info.isFile() || now === stamp) return null
    const from = Math.max(0, info.size - TAIL)
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(info.size, TAIL)), position: from })
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
    return { lines: from > 0 ? lines.slice(1) : lines, stamp: now }
  } finally {
    await file.close()
  }
}

/** Reads the ends of transcripts, no more often than they change. */
export function createTranscriptTails({ home, env, onChange }: Options): TranscriptTails {
  const known = new Map<PaneId, Known>()

  async function find({ type, conversation, transcript, folder }: Subject): Promise<string> {
    if (isAbsolute(transcript)) return transcript
    const where = { conversation, folder, home, env: { ...env, ...type.env } }
    return (await type.transcripts?.find(where)) ?? ''
  }

  async function read(one: Known, subject: Subject): Promise<void> {
    if (one.path === '') one.path = await find(subject)
    if (one.path === '') return
    const tail = await readTail(one.path, one.stamp)
    const facts = tail && subject.type.transcripts?.read(tail.lines)
    if (!tail || !facts || known.get(subject.paneId) !== one) return
    one.stamp = tail.stamp
    const next = cut(facts)
    const same = JSON.stringify(next) === JSON.stringify(one.facts)
    one.facts = next
    if (!same) onChange()
  }

  return {
    facts: id => known.get(id)?.facts ?? null,
    async refresh(subject, now = false) {
      const { paneId, conversation, type } = subject
      if (!type.transcripts || conversation === '') return
      const before = known.get(paneId)
      const one: Known =
        before?.conversation === conversation
          ? before
          : { conversation, path: '', stamp: '', readAt: 0, reading: false, facts: null }
      known.set(paneId, one)
      if (one.reading || (!now && Date.now() - one.readAt < EVERY)) return
      one.reading = true
      one.readAt = Date.now()
      // A file that is not there yet, or not readable: nothing is known then.
      await read(one, subject).catch(() => {})
      one.reading = false
    },
    keep(ids) {
      for (const id of [...known.keys()]) if (!ids.has(id)) known.delete(id)
    },
  }
}
