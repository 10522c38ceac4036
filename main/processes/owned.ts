import type { PaneId } from '../../ipc/model'
import { type Device, type Origin, openTerminalOf, readDevice, readOrigins, readUids } from './evidence'
import { findGuards, type Guard, isTmuxClient, nestedServers } from './guards'
import { sameProcess } from './identity'
import { readProcesses } from './read'
import type { Because, OwnedProcess, PaneRoot, PaneSurvey, ProcessInfo, ProcessTable, SparedProcess } from './types'

/** What one look has gathered so far. */
interface Claims {
  readonly table: ProcessTable
  readonly guards: ReadonlyMap<number, Guard>
  readonly owned: Map<number, OwnedProcess>
  readonly spared: Map<number, SparedProcess>
}

/**
 * Which processes belong to these panes. See `surveyPanes`.
 *
 * @param remembered what earlier looks found; their children are found also when the parent has ended meanwhile
 */
export async function findOwned(
  roots: readonly PaneRoot[],
  serverPid: number,
  remembered: readonly OwnedProcess[] = [],
): Promise<OwnedProcess[]> {
  return [...(await surveyPanes(roots, serverPid, remembered)).owned]
}

/**
 * Finds what belongs to some panes of one tmux server, and what came out of them but is left alone. Evidence, strongest
 * first: the tree below the pane's program; kernel sessions led by an owned process; the pane's terminal as controlling
 * terminal; an environment that names the pane *and* this server (or our agent id); the pane's terminal held open.
 * `main/processes/README.md` has the rules and the reasons.
 *
 * `roots` must come from a fresh listing. A pane's program counts as alive only while it is a child of the server: the
 * pid and the terminal of a dead pane may belong to somebody else by now, so then only the environment counts.
 *
 * @param serverPid 0 when the server is gone: then only agent ids count
 */
export async function surveyPanes(
  roots: readonly PaneRoot[],
  serverPid: number,
  remembered: readonly OwnedProcess[] = [],
): Promise<PaneSurvey> {
  const table = await readProcesses()
  const live = roots.filter(root => serverPid > 1 && table.get(root.pid)?.ppid === serverPid)
  const guards = findGuards(table, serverPid, new Set(live.map(root => root.pid)))
  await guardNestedOrphans(table, guards)
  const claims: Claims = { table, guards, owned: new Map(), spared: new Map() }

  claimRemembered(claims, remembered)
  for (const root of live) claim(claims, table.get(root.pid), root.paneId, 'tree')
  await claimByEnvironment(claims, roots, serverPid)
  await claimByTerminal(claims, live)
  return result(claims)
}

/**
 * A daemon out of a nested server's pane has left that server's tree, and may have been adopted by our pane's program (a
 * subreaper). Its environment names the nested server: it belongs there. Costs a look at all environments, and only where
 * there is a nested server at all.
 */
async function guardNestedOrphans(table: ProcessTable, guards: Map<number, Guard>): Promise<void> {
  const servers = nestedServers(table, guards)
  if (servers.size === 0) return
  const free = table.all.filter(one => !guards.has(one.pid) && !one.zombie)
  const origins = await readOrigins(free.map(one => one.pid))
  for (const one of free) {
    if (!servers.has(origins.get(one.pid)?.server ?? 0)) continue
    for (const member of table.treeOf(one.pid)) if (!guards.has(member.pid)) guards.set(member.pid, 'nested-server')
  }
}

/** Takes a process and, with it, its descendants and the members of the sessions and groups that it leads. */
function claim(claims: Claims, one: ProcessInfo | null, paneId: PaneId, because: Because): void {
  const { table, guards, owned } = claims
  if (!one || owned.has(one.pid)) return
  const guard = guards.get(one.pid)
  if (guard) {
    spare(claims, one, paneId, guard)
    return
  }
  const mine: OwnedProcess = { ...one, paneId, because }
  owned.set(one.pid, mine)
  for (const child of table.childrenOf(one.pid)) claim(claims, child, paneId, 'tree')
  claimFollowers(claims, mine)
}

/**
 * Members of a session or process group whose leader is owned. The kernel gives no pid away while it still names a
 * session or group, so the number is enough as long as the leader is, or was, that very process.
 */
function claimFollowers(claims: Claims, leader: OwnedProcess): void {
  const holder = claims.table.get(leader.pid)
  if (holder && !sameProcess(holder, leader)) return
  const leadsSession = leader.sid === leader.pid
  const leadsGroup = leader.pgid === leader.pid
  for (const one of claims.table.all) {
    if ((leadsSession && one.sid === leader.pid) || (leadsGroup && one.pgid === leader.pid)) {
      claim(claims, one, leader.paneId, 'session')
    }
  }
}

function spare(claims: Claims, one: ProcessInfo, paneId: PaneId, guard: Guard): void {
  if (guard === 'system' || guard === 'server' || guard === 'other-pane') return
  if (!claims.spared.has(one.pid)) claims.spared.set(one.pid, { ...one, paneId, why: guard })
}

function claimRemembered(claims: Claims, remembered: readonly OwnedProcess[]): void {
  for (const one of remembered) {
    const now = claims.table.get(one.pid)
    if (now && sameProcess(now, one)) claim(claims, now, one.paneId, one.because)
    else if (!now) claimFollowers(claims, one)
  }
}

async function claimByEnvironment(claims: Claims, roots: readonly PaneRoot[], serverPid: number): Promise<void> {
  const open = claims.table.all.filter(one => maybe(claims, one))
  const origins = await readOrigins(open.map(one => one.pid))
  for (const one of open) {
    const origin = origins.get(one.pid)
    const root = origin && rootOf(origin, roots, serverPid, claims.table)
    // A client shows panes to a person elsewhere; ending it for a variable that it inherited would be a surprise.
    if (root && !isTmuxClient(one)) claim(claims, one, root.paneId, 'environment')
  }
}

/** Whether evidence may still be found for a process: not yet taken, and not of the system or of another pane. */
function maybe(claims: Claims, one: ProcessInfo): boolean {
  const guard = claims.guards.get(one.pid)
  const untouchable = guard === 'system' || guard === 'server' || guard === 'other-pane'
  return !untouchable && !claims.owned.has(one.pid) && !one.zombie
}

/**
 * The pane that an environment names. `TMUX_PANE` counts only with `TMUX` of this very server: pane ids of different
 * servers are the same few numbers. The agent id decides only where `TMUX` says nothing, or names a server that is gone
 * as ours is: a session's environment hands the id on to panes that the user splits off, and to tmux servers started
 * inside.
 */
function rootOf(
  origin: Origin,
  roots: readonly PaneRoot[],
  serverPid: number,
  table: ProcessTable,
): PaneRoot | undefined {
  const here = origin.server === null || origin.server === serverPid
  if (here && origin.server !== null && origin.pane !== '') return roots.find(root => root.paneId === origin.pane)
  const other = table.get(origin.server ?? 0)
  const lost = !here && serverPid <= 1 && (other === null || other.zombie)
  if (origin.agentId === '' || !(here || lost)) return undefined
  return roots.find(root => root.agentId === origin.agentId)
}

/**
 * Processes that hold a live pane's terminal, as controlling terminal or as an open file. Whoever has another controlling
 * terminal merely writes to this one (`date > /dev/pts/3` from elsewhere), and whoever's environment names another pane or
 * server belongs there.
 */
async function claimByTerminal(claims: Claims, live: readonly PaneRoot[]): Promise<void> {
  const devices = (await Promise.all(live.map(root => readDevice(root.tty)))).filter(one => one !== null)
  const open = claims.table.all.filter(one => maybe(claims, one) && !claims.guards.has(one.pid))
  const near = open.filter(one => one.tty === '' || devices.some(device => device.path === one.tty))
  const held = await Promise.all(near.map(async one => ({ one, device: await openTerminalOf(one.pid, devices) })))
  const holders = held.filter((hold): hold is { one: ProcessInfo; device: Device } => hold.device !== null)
  const origins = await readOrigins(holders.map(({ one }) => one.pid))
  for (const { one, device } of holders) {
    const root = live.find(each => each.tty === device.path)
    const elsewhere = (origins.get(one.pid)?.server ?? null) !== null
    if (root && !elsewhere) claim(claims, one, root.paneId, one.tty === device.path ? 'terminal' : 'open-terminal')
  }
}

/**
 * The answer. Processes with another real user are told, not touched, also for root, who could; zombies have ended; of
 * what is spared only the top is told.
 */
async function result({ owned, spared }: Claims): Promise<PaneSurvey> {
  const uids = await readUids([...owned.keys()])
  const own: OwnedProcess[] = []
  for (const one of owned.values()) {
    const uid = uids.get(one.pid)
    if (uid === process.getuid?.()) own.push(one)
    else if (uid !== undefined) {
      const { because: _, ...info } = one
      spared.set(one.pid, { ...info, why: 'other-user' })
    }
  }
  return {
    owned: own.filter(one => !one.zombie),
    spared: [...spared.values()].filter(one => !one.zombie && spared.get(one.ppid)?.why !== one.why),
  }
}
