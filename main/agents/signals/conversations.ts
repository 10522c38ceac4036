import { z } from 'zod'
import type { Log } from '../../log/log'
import { readJsonFile, writeFileAtomic } from '../../settings/side-file'

/** One conversation that an agent had. */
const Entry = z.object({
  conversation: z.string().min(1).max(200),
  /** Its file as the agent told it, or empty. */
  transcript: z.string().max(4096),
  /** Unix ms at which it was told first. */
  at: z.number(),
})
export type ConversationEntry = z.infer<typeof Entry>

const Journal = z.object({
  version: z.literal(1),
  /** By agent id (`QUARTERDECK_AGENT_ID`), the oldest life first. */
  lives: z.array(z.object({ id: z.string().min(1).max(64), entries: z.array(Entry).max(100) })).max(5000),
})

/**
 * Which conversations an agent has had: `/clear`, compaction and a resumption all change "the" id, so each life keeps a
 * list. Kept over restarts of the host; which pane a life belongs to stands in tmux.
 */
export interface Conversations {
  /** The conversation that goes on in this life of an agent. */
  current(agentId: string): ConversationEntry | null
  /** All of a life, the oldest first. */
  all(agentId: string): readonly ConversationEntry[]
  /** True when it is another one than before. */
  note(agentId: string, entry: ConversationEntry): boolean
  /** Writes what is not written yet. */
  close(): Promise<void>
}

/** Lives, and conversations of each, that are kept. */
const MOST_LIVES = 500
const MOST_ENTRIES = 20
/** ms that changes are gathered before the file is written. */
const GATHER = 1000

interface Options {
  readonly file: string
  /** Another host holds the folder: nothing is written. */
  readonly readOnly: () => boolean
  readonly log: Log
}

/** Reads the journal; one that cannot be read is begun anew (what it held is found again as soon as agents report). */
export async function openConversations(options: Options): Promise<Conversations> {
  const known = await load(options.file, options.log)
  return createConversations(options, new Map(known.map(one => [one.id, one.entries])))
}

/** A journal with these lives; without a file it is kept in memory alone. */
export function createConversations(
  options: Options | null = null,
  lives: Map<string, ConversationEntry[]> = new Map(),
): Conversations {
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  function write(): Promise<void> {
    timer = null
    if (!options || options.readOnly()) return writing
    const { file, log } = options
    const list = [...lives].map(([id, entries]) => ({ id, entries }))
    const content = JSON.stringify({ version: 1, lives: list } satisfies z.infer<typeof Journal>)
    writing = writing
      .then(() => writeFileAtomic(file, content))
      .catch(error => log.warn('the journal of conversations could not be written', { error: String(error) }))
    return writing
  }

  return {
    current: id => lives.get(id)?.at(-1) ?? null,
    all: id => lives.get(id) ?? [],
    note(id, told) {
      const entry = Entry.safeParse(told)
      if (!entry.success) return false
      const before = lives.get(id) ?? []
      const last = before.at(-1)
      if (last?.conversation === told.conversation && (told.transcript === '' || last.transcript === told.transcript))
        return false
      // The one that speaks is the one that goes on, also an old one that was resumed.
      const others = before.filter(one => one.conversation !== told.conversation)
      lives.delete(id)
      lives.set(id, [...others, entry.data].slice(-MOST_ENTRIES))
      for (const old of [...lives.keys()].slice(0, Math.max(0, lives.size - MOST_LIVES))) lives.delete(old)
      timer ??= setTimeout(() => void write(), GATHER)
      return true
    },
    async close() {
      if (timer) {
        clearTimeout(timer)
        await write()
      }
      await writing
    },
  }
}

async function load(file: string, log: Log): Promise<z.infer<typeof Journal>['lives']> {
  try {
    const found = await readJsonFile(file)
    if (found.kind === 'missing') return []
    const journal = Journal.safeParse(found.kind === 'value' ? found.value : null)
    if (journal.success) return journal.data.lives
    log.warn('the journal of conversations is damaged and begins anew')
  } catch (error) {
    log.warn('the journal of conversations could not be read', { error: String(error) })
  }
  return []
}
