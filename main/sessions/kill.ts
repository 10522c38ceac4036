import type { KillTarget } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { KillReport, ProcessRef } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Log } from '../log/log'
import { endProcesses } from '../processes/end'
import { isAlive } from '../processes/identity'
import { findOwned } from '../processes/owned'
import { readProcesses } from '../processes/read'
import type { EndResult, OwnedProcess, ProcessInfo, ProcessTable } from '../processes/types'
import { killPane } from '../tmux/commands/kill-pane'
import { killSession } from '../tmux/commands/kill-session'
import type { MirrorState, Tmux, TmuxPane } from '../tmux/types'
import { panesToKill, rootsOf, stillThere } from './kill-scope'
import { findShared, isShared, type SharedFound } from './shared'

/** Command lines are cut at this length in answers. */
const SHOWN = 200

interface KillPreview {
  readonly panes: number
  readonly processes: number
  readonly shared: { name: string; usedBy: string[] }[]
}

export interface Kill {
  /** What a kill would end; nothing is touched. */
  preview(target: KillTarget): Promise<KillPreview>
  /**
   * Ends the target's processes, proves it, then removes the pane or session. Shared daemons are ended only with
   * `endShared`, and only when no other agent uses them.
   */
  kill(target: KillTarget, options: { endShared: boolean }): Promise<KillReport>
}

interface Options {
  readonly tmux: Tmux
  readonly fleet: Pick<FleetService, 'pane' | 'sessionName' | 'refresh'>
  readonly types: () => readonly AgentType[]
  readonly log: Log
}

/** What a look before the kill has found. */
interface Scan {
  readonly panes: readonly TmuxPane[]
  readonly owned: readonly OwnedProcess[]
  readonly shared: readonly SharedFound[]
}

function refOf(one: ProcessInfo): ProcessRef {
  return { pid: one.pid, started: one.started, command: (one.argv.join(' ') || one.name).slice(0, SHOWN) }
}

/** The pane in whose tree a process is. */
function paneFinder(mirror: MirrorState, table: ProcessTable): (pid: number) => string | null {
  const byPid = new Map<number, string>()
  for (const pane of mirror.panes) if (!pane.dead) for (const one of table.treeOf(pane.pid)) byPid.set(one.pid, pane.id)
  return pid => byPid.get(pid) ?? null
}

/** The processes with all that descends from them, also what left the tree: the same rules as for a pane's root. */
function withTree(table: ProcessTable, list: readonly SharedFound[], panes: readonly TmuxPane[]): OwnedProcess[] {
  const paneId = panes[0]?.id ?? '%0'
  return list.flatMap(({ process }) =>
    table.treeOf(process.pid).map(one => ({ ...one, paneId, because: 'tree' as const })),
  )
}

/** Ends panes and sessions so that nothing of them is left, and says what was done. */
export function createKill({ tmux, fleet, types, log }: Options): Kill {
  async function scan(target: KillTarget): Promise<Scan> {
    await fleet.refresh()
    const mirror = tmux.mirror.state()
    const panes = panesToKill(mirror, target)
    const known = types()
    const [owned, table] = await Promise.all([findOwned(rootsOf(panes), tmux.serverPid()), readProcesses()])
    const ending = new Set(owned.map(one => one.pid))
    const nameOf = (id: string) => `${fleet.pane(id)?.agent?.name ?? `pane ${id}`} in ${fleet.sessionName(id)}`
    const paneOf = paneFinder(mirror, table)
    const shared = await findShared({ table, types: known, ending, paneOf, nameOf })
    return { panes, owned: owned.filter(one => !isShared(known, one.argv)), shared }
  }

  /** Removes the tmux object; what is gone already (its last program ended) is no failure. */
  async function remove(target: KillTarget): Promise<void> {
    const command = target.kind === 'pane' ? killPane(target.paneId) : killSession(target.sessionId)
    await tmux.request(command).catch(error => {
      const gone = error instanceof HostError && (error.code === 'tmux-refused' || error.code === 'no-server')
      if (!gone) throw error
      log.debug('what was to be killed had gone already', { error: error.message })
    })
  }

  async function endShared(before: Scan, wanted: boolean): Promise<EndResult | null> {
    const free = before.shared.filter(one => one.usedBy.length === 0)
    if (!wanted || free.length === 0) return null
    return endProcesses({ log, find: async () => withTree(await readProcesses(), await alive(free), before.panes) })
  }

  async function sharedReport(before: Scan, ended: EndResult | null): Promise<KillReport['shared']> {
    return Promise.all(
      before.shared.map(async ({ process, name, usedBy }) => {
        const tried = ended !== null && usedBy.length === 0
        const gone = !(await isAlive(process))
        const outcome = gone ? 'ended' : tried ? 'failed' : 'kept'
        return { ...refOf(process), name, outcome, usedBy: [...usedBy] } as const
      }),
    )
  }

  return {
    async preview(target) {
      const { panes, owned, shared } = await scan(target)
      const named = shared.map(({ name, usedBy }) => ({ name, usedBy: [...usedBy] }))
      return { panes: panes.length, processes: owned.length, shared: named }
    },
    async kill(target, options) {
      const began = performance.now()
      const before = await scan(target)
      const roots = rootsOf(before.panes)
      const known = types()
      const result = await endProcesses({
        find: seen => findOwned(roots, tmux.serverPid(), seen),
        exclude: one => isShared(known, one.argv),
        log,
      })
      const sharedEnd = await endShared(before, options.endShared)
      await remove(target)
      const left = stillThere(await afterwards(tmux), before.panes)
      const ended = [...result.ended, ...(sharedEnd?.ended.filter(one => !isShared(known, one.argv)) ?? [])]
      return {
        ended: ended.map(one => ({ ...refOf(one), signal: one.signal })),
        survivors: [...result.survivors, ...(sharedEnd?.survivors ?? [])].map(refOf),
        shared: await sharedReport(before, sharedEnd),
        panes: before.panes.flatMap(pane => (left.has(pane.id) ? [] : [pane.id])),
        proven: result.proven && (sharedEnd?.proven ?? true),
        tookMs: performance.now() - began,
      }
    },
  }
}

/** The server ends with its last session: then nothing is there any more, whatever the mirror knew last. */
async function afterwards(tmux: Tmux): Promise<MirrorState> {
  return tmux.mirror.refresh().catch(error => {
    if (error instanceof HostError && error.code === 'no-server') return { sessions: [], windows: [], panes: [] }
    return tmux.mirror.state()
  })
}

async function alive(list: readonly SharedFound[]): Promise<SharedFound[]> {
  const living = await Promise.all(list.map(one => isAlive(one.process)))
  return list.filter((_, index) => living[index])
}
