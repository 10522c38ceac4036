import type { SavedOutput } from '../../ipc/finish'
import type { Pane, PaneId } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { ConversationEntry } from '../agents/signals/conversations'
import { absoluteFolder } from '../sessions/folder'
import { problemWords, writeNewFile } from '../settings/new-file'
import { makeFolders } from '../settings/side-file'
import type { Tmux } from '../tmux/types'
import { lastAnswer } from './last-answer'
import { outputName } from './output-name'
import { outputText } from './output-text'
import { readPaneText, type Turn } from './pane-text'

export interface SaveWhere {
  /** Absolute, or from `~` on; made when it is missing. */
  readonly folder: string
  /** With SGR, for a terminal; else plain text. */
  readonly colours: boolean
}

interface SaveFollow {
  /** After each file. */
  saved?(one: SavedOutput): void
  /** No further file is begun, and the present one ends early. */
  readonly signal?: AbortSignal
}

/** Saves what panes have shown. */
export interface Outputs {
  /**
   * One new file for each pane, one after the other, never over another file. A pane that cannot be read or a file that
   * cannot be written is told in its place (`problem`), and the others go on. Throws HostError `bad-folder` for a
   * relative path.
   */
  save(panes: readonly PaneId[], where: SaveWhere, follow?: SaveFollow): Promise<SavedOutput[]>
}

interface Options {
  readonly tmux: Pick<Tmux, 'clientOfPane' | 'status' | 'mirror'>
  readonly fleet: Pick<FleetService, 'pane' | 'sessionName'>
  readonly types: () => readonly AgentType[]
  /** The conversation of an agent's life, by its id. */
  readonly conversation?: (agentId: string) => ConversationEntry | null
  /** The user's home folder; the system's where none is given. */
  readonly home?: string
}

/**
 * ms of rest for tmux between two captures: others' keys and screens go first. With it 50 panes of 10,000 lines take 10 s,
 * and a command to another pane is answered meanwhile in 3 ms (median), 61 ms at most (3.3a, a busy machine of 2 cores).
 */
const REST = 5

/** One capture at a time, whoever reads. */
function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work)
    last = mine.then(
      () => new Promise(resolve => setTimeout(resolve, REST)),
      () => {},
    )
    return mine
  }
}

/** Reading and writing of panes' outputs. */
export function createOutputs(options: Options): Outputs {
  const { tmux, fleet, types } = options
  const turn = createTurn()

  async function content(pane: Pane, agent: string, where: SaveWhere, at: Date, signal?: AbortSignal) {
    const shown = await readPaneText(tmux, pane.id, { colours: where.colours, turn, ...(signal ? { signal } : {}) })
    if (typeof shown === 'string') return shown
    const type = types().find(one => one.id === pane.agent?.type) ?? null
    const life = tmux.mirror.pane(pane.id)?.options.id ?? ''
    const known = life === '' ? null : (options.conversation?.(life) ?? null)
    const answer = await lastAnswer(pane, type, known, options.home)
    const facts = { session: fleet.sessionName(pane.id), agent, type: type?.name ?? '', pane, at, answer }
    return { bytes: outputText(facts, shown), shown, facts }
  }

  async function saveOne(paneId: PaneId, where: SaveWhere, signal?: AbortSignal): Promise<SavedOutput> {
    const pane = fleet.pane(paneId)
    const agent = pane?.agent?.name ?? (pane ? `pane ${pane.index}` : 'a pane that is gone')
    const nothing = { paneId, agent, path: '', bytes: 0, lines: 0 }
    if (!pane) return { ...nothing, problem: 'Its pane is gone.' }
    try {
      const folder = absoluteFolder(where.folder)
      await makeFolders(folder)
      const at = new Date()
      const made = await content(pane, agent, where, at, signal)
      if (typeof made === 'string') return { ...nothing, problem: made }
      if (signal?.aborted) return { ...nothing, problem: 'It was cancelled.' }
      const nameOf = (count: number) => outputName(made.facts, at, where.colours, count)
      const path = await writeNewFile(folder, nameOf, made.bytes)
      return { paneId, agent, path, bytes: made.bytes.length, lines: made.shown.lines, problem: '' }
    } catch (error) {
      return { ...nothing, problem: problemWords(error) }
    }
  }

  return {
    async save(panes, where, { saved, signal } = {}) {
      absoluteFolder(where.folder)
      const done: SavedOutput[] = []
      for (const paneId of new Set(panes)) {
        if (signal?.aborted) break
        const one = await saveOne(paneId, where, signal)
        done.push(one)
        saved?.(one)
      }
      return done
    },
  }
}
