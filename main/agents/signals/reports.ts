import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmitter, type Undo } from '../../../ipc/wire'
import type { Log } from '../../log/log'
import { writeFileAtomic } from '../../settings/side-file'
import type { AgentType, OwnPrograms } from '../agent-type'
import type { AgentEvent } from '../event'
import { typeOfProcess } from '../look'
import { programOf } from '../program-name'
import { type EventSpool, openEventSpool } from './event-spool'

/** How agents that we start come to report, and what they tell. */
export interface Reports {
  /**
   * Argument vector (program first) with the arguments that make this type report; as it is where nothing can be put in.
   * `id`: the agent's. Empty `helper` (no spool could be opened): as it is.
   */
  words(type: AgentType, words: readonly string[], id: string): readonly string[]
  /** Resolves when the helper and the types' settings files are in place; never rejects. */
  ready(types: readonly AgentType[]): Promise<void>
  onEvent(listener: (event: AgentEvent) => void): Undo
  /** The data folder has become ours to write: agents that another host started report into it. */
  adopt(): Promise<void>
  close(): Promise<void>
}

interface Options {
  /** The folder of events within the data folder. */
  readonly folder: string
  /** Another host reads that one: a private folder of our own is used. */
  readonly readOnly: () => boolean
  readonly log: Log
  /** Of the process; given in tests. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

const NONE: OwnPrograms = new Map()

/** Where a type's settings file lies; its id is one of ours or checked by the settings. */
function settingsFile(folder: string, type: AgentType): string {
  return join(folder, `settings-${type.id}.json`)
}

/**
 * The words with a type's reporting arguments before the user's own, but behind an interpreter's script. Unchanged when
 * the words do not run this type's program (a wrapper of which nobody knows what it does with arguments).
 */
export function reportingWords(
  type: AgentType,
  words: readonly string[],
  place: { helper: readonly string[]; settingsFile: string; own: OwnPrograms },
): readonly string[] {
  if (!type.reporting || typeOfProcess(words, [type]) === null) return words
  const userArgs = programOf(words).args
  const at = words.length - userArgs.length
  const args = type.reporting.args({ ...place, userArgs })
  return args ? [...words.slice(0, at), ...args, ...userArgs] : words
}

/** Opens the way for reports. When no folder can be had, agents run without reporting and it is logged. */
export function createReports({ folder, readOnly, log, env = process.env }: Options): Reports {
  const told = createEmitter<AgentEvent>()
  const spools = new Map<string, EventSpool>()
  const written = new Map<string, string>()
  /** By type: what the user's own configuration runs in the places that ours takes. */
  const owned = new Map<string, OwnPrograms>()
  let temporary = ''
  let place: { folder: string; spool: EventSpool } | null = null
  let opening: Promise<void> | null = null

  async function openAt(path: string): Promise<{ folder: string; spool: EventSpool }> {
    const spool = spools.get(path) ?? (await openEventSpool({ folder: path, log, onEvent: event => told.emit(event) }))
    spools.set(path, spool)
    return { folder: path, spool }
  }

  async function openPrivate(): Promise<{ folder: string; spool: EventSpool }> {
    temporary ||= await mkdtemp(join(env.XDG_RUNTIME_DIR || tmpdir(), 'quarterdeck-'))
    return openAt(temporary)
  }

  async function open(): Promise<void> {
    try {
      place = readOnly() ? await openPrivate() : await openAt(folder).catch(() => openPrivate())
    } catch (error) {
      log.warn('agents cannot report their events', { error: String(error) })
    }
  }

  async function writeSettings(type: AgentType): Promise<void> {
    if (!place || !type.reporting) return
    const own = await type.reporting.own?.({ home: homedir(), env: { ...env, ...type.env } })
    owned.set(type.id, own ?? NONE)
    const content = type.reporting.settings(place.spool.helper)
    const file = settingsFile(place.folder, type)
    if (content === null || written.get(file) === content) return
    await writeFileAtomic(file, content)
    written.set(file, content)
  }

  return {
    words(type, words, id) {
      if (!place) return words
      const file = settingsFile(place.folder, type)
      const needsFile = type.reporting?.settings(place.spool.helper) !== null
      if (needsFile && !written.has(file)) return words
      const own = owned.get(type.id) ?? NONE
      return reportingWords(type, words, { helper: [...place.spool.helper, `id=${id}`], settingsFile: file, own })
    },
    async ready(types) {
      opening ??= open()
      await opening
      const failed = (error: unknown) => log.warn('an agent type cannot report', { error: String(error) })
      await Promise.all(types.map(type => writeSettings(type).catch(failed)))
    },
    onEvent: listener => told.on(listener),
    async adopt() {
      await opening
      await openAt(folder).catch(error => log.warn('the events folder could not be opened', { error: String(error) }))
    },
    async close() {
      await opening
      for (const spool of spools.values()) await spool.close()
      if (temporary) await rm(temporary, { recursive: true, force: true }).catch(() => {})
    },
  }
}
