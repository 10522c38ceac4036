import { homedir } from 'node:os'
import { join } from 'node:path'
import type { PaneId } from '../../ipc/model'
import type { AgentType, SharedProcess } from '../agents/agent-type'
import { typeOfProcess } from '../agents/look'
import { readProcFile } from '../processes/proc-file'
import type { ProcessInfo, ProcessTable } from '../processes/types'

/** A daemon that a kill meets, and who else uses it. */
export interface SharedFound {
  readonly process: ProcessInfo
  readonly name: string
  /** Agents that stay, as `cod_1 in api`, or `Codex (pid 12)` for one outside tmux. Empty: nobody else. */
  readonly usedBy: readonly string[]
}

interface Question {
  readonly table: ProcessTable
  readonly types: readonly AgentType[]
  /** Processes that the kill would end. */
  readonly ending: ReadonlySet<number>
  /** The pane in which a process lives, null outside of all panes. */
  readonly paneOf: (pid: number) => PaneId | null
  /** `cod_1 in api`. */
  readonly nameOf: (pane: PaneId) => string
}

/** One variable of a process's environment as of its start; empty when it is unset or cannot be read. */
async function variableOf(pid: number, name: string): Promise<string> {
  if (process.platform !== 'linux') return ''
  const bytes = await readProcFile(`/proc/${pid}/environ`)
  const text = bytes?.toString('utf8').split('\0') ?? []
  return text.find(one => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** What agents and their daemon have in common: the same value means the same daemon. */
async function scopeOf(pid: number, { scope }: SharedProcess): Promise<string> {
  const set = await variableOf(pid, scope.variable)
  if (set !== '') return set
  const home = (await variableOf(pid, 'HOME')) || homedir()
  return join(home, scope.fallback)
}

function declared(
  types: readonly AgentType[],
  argv: readonly string[],
): { type: AgentType; shared: SharedProcess } | null {
  for (const type of types) {
    const shared = type.shared.find(one => one.matches(argv))
    if (shared) return { type, shared }
  }
  return null
}

/** True for a process that an agent type declares as shared. */
export function isShared(types: readonly AgentType[], argv: readonly string[]): boolean {
  return argv.length > 0 && declared(types, argv) !== null
}

async function usersOf(pids: readonly ProcessInfo[], scope: string, shared: SharedProcess): Promise<ProcessInfo[]> {
  const scopes = await Promise.all(pids.map(one => scopeOf(one.pid, shared)))
  return pids.filter((_, index) => scopes[index] === scope)
}

/**
 * The shared daemons of the agents that a kill would end: those that these agents use (the same scope), and those among
 * the processes found in the panes themselves. Wrappers of one agent (npm's starter and its child) count once, as the pane.
 */
export async function findShared({ table, types, ending, paneOf, nameOf }: Question): Promise<SharedFound[]> {
  const found: SharedFound[] = []
  for (const process of table.all) {
    const known = process.zombie ? null : declared(types, process.argv)
    if (!known) continue
    const scope = await scopeOf(process.pid, known.shared)
    const agents = table.all.filter(one => typeOfProcess(one.argv, types) === known.type && !one.zombie)
    const users = await usersOf(agents, scope, known.shared)
    if (!ending.has(process.pid) && !users.some(one => ending.has(one.pid))) continue
    const others = users.filter(one => !ending.has(one.pid))
    const words = others.map(one => {
      const pane = paneOf(one.pid)
      return pane ? nameOf(pane) : `${known.type.name} (pid ${one.pid})`
    })
    found.push({ process, name: known.shared.name, usedBy: [...new Set(words)] })
  }
  return found
}

/** As a person knows them: a daemon of several processes (a server and its updater) is one thing with one name. */
export function namedOnce(found: readonly SharedFound[]): { name: string; usedBy: string[] }[] {
  const named = new Map(
    found.map(({ name, usedBy }) => [JSON.stringify([name, usedBy]), { name, usedBy: [...usedBy] }]),
  )
  return [...named.values()]
}
