import type { KillTarget } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { KillReport, ProcessRef } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Log } from '../log/log'
import { endProcesses } from '../processes/end'
import { isAlive } from '../processes/identity'
import { findOwned, surveyPanes } from '../processes/owned'
import { readProcesses } from '../processes/read'
import type { EndResult, OwnedProcess, ProcessInfo, ProcessTable, SparedProcess } from '../processes/types'
import { killPane } from '../tmux/commands/kill-pane'
import { killSession } from '../tmux/commands/kill-session'
import type { MirrorState, Tmux, TmuxPane } from '../tmux/types'
import { followRoots } from './kill-roots'
import { panesToKill, rootsOf, stillThere } from './kill-scope'
import { findShared, isShared, namedOnce, type SharedFound } from './shared'
import { refuseOurselves, sparedReport } from './spared'

/** Command lines are cut at this length in answers. */
const SHOWN = 200

interface KillPreview {
  readonly panes: number
  readonly processes: number
  readonly shared: { name: string; usedBy: string[] }[]
}

export interface Kill {
  /** What a kill would end; nothing is touched. Throws as `kill` does. */
  preview(target: KillTarget): Promise<KillPreview>
  /**
   * Ends the target's processes, proves it, then removes the pane or session. Shared daemons are ended only with
   * `endShared`, and only when no other agent uses them. Throws HostError `refused` before anything is touched when
   * Quarterdeck itself runs in one of the panes; `no-such-pane`, `no-such-session`.
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
  /** Pid of the tmux server; it may end with the target, but what it started names it for ever. */
  readonly server: number
  readonly panes: readonly TmuxPane[]
  readonly owned: readonly OwnedProcess[]
  readonly shared: readonly SharedFound[]
  /** What came out of the panes and is left alone. */
  readonly spared: readonly SparedProcess[]
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

/**
 * Removes the tmux object. What is gone already (its last program ended) is no failure, and any other refusal must not
 * cost the report: it lists the panes that a look afterwards found gone.
 */
async function remove({ tmux, log }: Options, target: KillTarget, server: number): Promise<void> {
  // A server that ended with its last program took the target along; a new one has others under the same ids.
  if (tmux.serverPid() !== server) return
  const command = target.kind === 'pane' ? killPane(target.paneId) : killSession(target.sessionId)
  await tmux.request(command).catch(error => {
    if (!(error instanceof HostError)) throw error
    log.info('tmux did not remove what was killed', { code: error.code, error: error.message })
  })
}

/** Ends panes and sessions so that nothing of them is left, and says what was done. */
export function createKill(options: Options): Kill {
  const { tmux, fleet, types, log } = options
  async function scan(target: KillTarget): Promise<Scan> {
    await fleet.refresh()
    const mirror = tmux.mirror.state()
    const panes = panesToKill(mirror, target)
    const known = types()
    const server = tmux.serverPid()
    const [{ owned, spared }, table] = await Promise.all([surveyPanes(rootsOf(panes), server), readProcesses()])
    const ending = new Set(owned.map(one => one.pid))
    const nameOf = (id: string) => `${fleet.pane(id)?.agent?.name ?? `pane ${id}`} in ${fleet.sessionName(id)}`
    refuseOurselves(spared, nameOf)
    const paneOf = paneFinder(mirror, table)
    const shared = await findShared({ table, types: known, ending, paneOf, nameOf })
    return { server, panes, owned: owned.filter(one => !isShared(known, one.argv)), shared, spared }
  }

  /** Ends what runs in the target, removes it, and ends what came up meanwhile (a hook that starts a dead pane again). */
  async function endAndRemove(target: KillTarget, before: Scan, alsoShared: () => Promise<EndResult | null>) {
    const known = types()
    const exclude = (one: OwnedProcess) => isShared(known, one.argv)
    const roots = followRoots(tmux, target, before.panes, before.server)
    const find = async (seen: readonly OwnedProcess[]) => findOwned(await roots(), before.server, seen)
    const first = await endProcesses({ find, exclude, log })
    const shared = await alsoShared()
    await remove(options, target, before.server)
    const earlier = [...first.ended, ...first.survivors]
    const last = await endProcesses({ find: seen => find([...earlier, ...seen]), exclude, log })
    return { ended: [...first.ended, ...last.ended], survivors: last.survivors, proven: last.proven, shared }
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
      return { panes: panes.length, processes: owned.length, shared: namedOnce(shared) }
    },
    async kill(target, wish) {
      const began = performance.now()
      const before = await scan(target)
      const known = types()
      const result = await endAndRemove(target, before, () => endShared(before, wish.endShared))
      const sharedEnd = result.shared
      const mirror = await afterwards(tmux)
      const left = tmux.serverPid() === before.server ? stillThere(mirror, before.panes) : new Set<string>()
      const ended = [...result.ended, ...(sharedEnd?.ended.filter(one => !isShared(known, one.argv)) ?? [])]
      return {
        ended: ended.map(one => ({ ...refOf(one), signal: one.signal })),
        survivors: [...result.survivors, ...(sharedEnd?.survivors ?? [])].map(refOf),
        shared: await sharedReport(before, sharedEnd),
        spared: await sparedReport(before.spared, refOf),
        panes: before.panes.flatMap(pane => (left.has(pane.id) ? [] : [pane.id])),
        proven: result.proven && (sharedEnd?.proven ?? true),
        tookMs: performance.now() - began,
      }
    },
  }
}

/** ms between looks at a server that is on its way out, and how many. */
const LEAVING_STEP = 50
const LEAVING_LOOKS = 20

/** The server ends with its last session: then nothing is there any more, whatever the mirror knew last. */
async function afterwards(tmux: Tmux): Promise<MirrorState> {
  for (let look = 0; look < LEAVING_LOOKS; look += 1) {
    const answer = await tmux.mirror.refresh().catch((error: unknown) => error)
    if (!(answer instanceof Error)) return answer as MirrorState
    if (answer instanceof HostError && answer.code === 'no-server') return { sessions: [], windows: [], panes: [] }
    await new Promise(resolve => setTimeout(resolve, LEAVING_STEP))
  }
  return tmux.mirror.state()
}

async function alive(list: readonly SharedFound[]): Promise<SharedFound[]> {
  const living = await Promise.all(list.map(one => isAlive(one.process)))
  return list.filter((_, index) => living[index])
}
