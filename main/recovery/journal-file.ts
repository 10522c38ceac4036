import { z } from 'zod'
import { setAside, timeName } from '../settings/mend'
import { readJsonFile } from '../settings/side-file'
import { LossRecord, SessionRecord } from './record'

/** What is kept between runs of the host. */
export interface JournalContent {
  readonly sessions: readonly SessionRecord[]
  /** The newest first. */
  readonly lost: readonly LossRecord[]
}

const File = z.object({ version: z.literal(1), sessions: z.array(z.unknown()), lost: z.array(z.unknown()) })

/** Of each; a person has dozens. */
export const MOST_SESSIONS = 500
export const MOST_LOST = 200
/** Bytes; far below what a JSON file may have to be read again (`side-file.ts`). */
const MOST_BYTES = 8_000_000

const NOTHING: JournalContent = { sessions: [], lost: [] }

function good<T>(schema: z.ZodType<T>, list: readonly unknown[]): T[] {
  return list.flatMap(one => {
    const read = schema.safeParse(one)
    return read.success ? [read.data] : []
  })
}

function readContent(value: unknown): { content: JournalContent; bad: string } {
  const file = File.safeParse(value)
  if (!file.success) return { content: NOTHING, bad: 'it is none, or of another version' }
  const { sessions, lost } = file.data
  const content = {
    sessions: good(SessionRecord, sessions.slice(0, MOST_SESSIONS)),
    lost: good(LossRecord, lost.slice(0, MOST_LOST)),
  }
  const missing = sessions.length + lost.length - content.sessions.length - content.lost.length
  return { content, bad: missing === 0 ? '' : `${missing} of its entries cannot be read` }
}

/**
 * Reads the journal. What is bad in it is left out and told; the file as it was is set aside when this host may write.
 * Never rejects.
 */
export async function readJournal(
  path: string,
  mayWrite: boolean,
): Promise<{ content: JournalContent; notice: string }> {
  try {
    const file = await readJsonFile(path)
    if (file.kind === 'missing') return { content: NOTHING, notice: '' }
    const { content, bad } = file.kind === 'value' ? readContent(file.value) : { content: NOTHING, bad: file.reason }
    if (bad === '') return { content, notice: '' }
    const kept = mayWrite ? ` The file as it was is kept as ${await setAside(path, `bad-${timeName()}`)}.` : ''
    return { content, notice: `The journal for recovery is damaged: ${bad}.${kept}` }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { content: NOTHING, notice: `The journal for recovery cannot be used: ${words}` }
  }
}

/** What fits of a list, in its order; what would go beyond `most` bytes stays away. */
function fitting(list: readonly unknown[], most: number): { texts: string[]; used: number } {
  const texts: string[] = []
  let used = 0
  for (const one of list) {
    const text = JSON.stringify(one)
    const bytes = Buffer.byteLength(text)
    if (used + bytes > most) continue
    used += bytes
    texts.push(text)
  }
  return { texts, used }
}

/** The text of a journal. What was lost comes first where there is not room for everything. */
export function journalText({ sessions, lost }: JournalContent): string {
  const kept = fitting(lost.slice(0, MOST_LOST), MOST_BYTES)
  const living = fitting(sessions.slice(0, MOST_SESSIONS), MOST_BYTES - kept.used)
  return `{"version":1,"lost":[${kept.texts.join(',')}],"sessions":[${living.texts.join(',')}]}\n`
}

/** What counts of a journal's sessions: not when they were seen, nor titles, which spin. */
export function printOf({ sessions, lost }: JournalContent): string {
  return JSON.stringify([sessions, lost], (name, value: unknown) =>
    name === 'seen' || name === 'title' ? undefined : value,
  )
}
