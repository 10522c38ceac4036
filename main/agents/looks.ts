import type { PaneId } from '../../ipc/model'
import type { Log } from '../log/log'
import type { ProcessIdentity, ProcessTable } from '../processes/types'
import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import { isUnsettled, lookAtPane, type PaneLook } from './look'

/** The last look at the processes of every pane. */
export interface Looks {
  readonly byPane: ReadonlyMap<PaneId, PaneLook>
  /** The agent's process of the last look, null for none. */
  programOf(id: PaneId): ProcessIdentity | null
  /** Tells the panes as tmux has them now; looks soon when one is new or has changed. */
  follow(panes: readonly TmuxPane[]): void
  /** Resolves after a look that began after this call. Never rejects: a table that cannot be read is logged. */
  now(): Promise<void>
  close(): void
}

interface Options {
  readonly panes: () => readonly TmuxPane[]
  readonly types: () => readonly AgentType[]
  readonly readProcesses: () => Promise<ProcessTable>
  readonly onLooked: () => void
  readonly log: Log
}

/** Changes that come together (a session with fifty panes) make one look, this many ms after the first. */
const GATHER = 30
/**
 * tmux tells of a new leader of the foreground group alone; a launch or a script of the same shell is seen only by looking
 * again. Quick at first (a launch takes 50 ms to seconds), then every two seconds, and only while such a pane exists.
 */
const AGAIN = [150, 300, 600, 1000, 2000]
/** `briefly` unsettled panes are looked at again this often at most. */
const BRIEF_LOOKS = 8

/** What, when it changes, makes the last look at a pane void. */
function relevant(pane: TmuxPane): string {
  return `${pane.pid} ${pane.dead} ${pane.command}`
}

/** One timer, of which the earliest wish counts. */
function createAlarm(ring: () => void): { by(delay: number): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null
  let dueAt = 0
  const stop = () => {
    if (timer) clearTimeout(timer)
    timer = null
  }
  return {
    by(delay) {
      const at = Date.now() + delay
      if (timer && dueAt <= at) return
      stop()
      dueAt = at
      timer = setTimeout(() => {
        timer = null
        ring()
      }, delay)
    },
    stop,
  }
}

/** Reads the process table when something relevant changed: coalesced, and never more than once at a time. */
export function createLooks({ panes, types, readProcesses, onLooked, log }: Options): Looks {
  const byPane = new Map<PaneId, PaneLook>()
  const seen = new Map<PaneId, string>()
  const alarm = createAlarm(() => void now())
  let looking: Promise<void> | null = null
  let attempt = 0
  let closed = false

  function lookAgain(list: readonly TmuxPane[]): void {
    const kinds = list.map(pane => isUnsettled(pane, byPane.get(pane.id)))
    if (closed || (!kinds.includes('long') && (!kinds.includes('briefly') || attempt >= BRIEF_LOOKS))) return
    alarm.by(AGAIN[Math.min(attempt, AGAIN.length - 1)] ?? 2000)
    attempt += 1
  }

  async function read(): Promise<void> {
    const list = panes()
    const table = await readProcesses()
    const known = types()
    for (const pane of list) byPane.set(pane.id, lookAtPane(pane, table, known))
    lookAgain(list)
  }

  async function now(): Promise<void> {
    while (looking) await looking
    looking = read().catch(error => log.warn('the processes could not be read', { error: String(error) }))
    await looking
    looking = null
    if (!closed) onLooked()
  }

  return {
    byPane,
    programOf(id) {
      const program = byPane.get(id)?.program
      return program ? { pid: program.pid, started: program.started } : null
    },
    follow(list) {
      const there = new Set(list.map(pane => pane.id))
      for (const id of [...seen.keys()].filter(one => !there.has(one))) {
        seen.delete(id)
        byPane.delete(id)
      }
      const news = list.filter(pane => seen.get(pane.id) !== relevant(pane))
      for (const pane of news) seen.set(pane.id, relevant(pane))
      if (news.length === 0 || closed) return
      attempt = 0
      alarm.by(GATHER)
    },
    now,
    close() {
      closed = true
      alarm.stop()
    },
  }
}
