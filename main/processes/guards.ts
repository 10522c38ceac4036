import type { ProcessInfo, ProcessTable } from './types'

/** Why a process is out of bounds. */
export type Guard = 'system' | 'server' | 'ourselves' | 'other-pane' | 'nested-server' | 'user-daemon'

/**
 * Programs whose server holds terminals of the user's on purpose. A tmux started in a pane (`tmux -L other`) leaves the
 * pane at once and carries the pane in its environment: what lives in it was meant to outlive the pane.
 */
const MULTIPLEXERS = new Set(['tmux', 'tmux: server', 'screen', 'SCREEN', 'zellij', 'dtach', 'abduco', 'shpool'])

/**
 * Daemons that the first program that needs one starts, and all programs of the login then share: ending them with the
 * pane that happened to be first would lock everybody else's keys, or end containers.
 */
const USER_DAEMONS = new Set(
  'gpg-agent scdaemon keyboxd dirmngr ssh-agent dbus-daemon dbus-broker gnome-keyring-d pulseaudio pipewire conmon adb'.split(
    ' ',
  ),
)

function baseName(path: string): string {
  return path.replace(/^.*\//, '')
}

function leadsDaemonSession(one: ProcessInfo): boolean {
  return one.sid === one.pid && one.tty === ''
}

/** Whether it is the server of a terminal multiplexer: one of the known programs, leading a session without a terminal. */
export function isMultiplexerServer(one: ProcessInfo): boolean {
  // tmux 3.3a on Linux names itself `tmux: server`; its arguments stay those of the command that started it.
  const known = MULTIPLEXERS.has(one.name) || MULTIPLEXERS.has(baseName(one.argv[0] ?? ''))
  return known && !one.zombie && leadsDaemonSession(one)
}

/** A pane's program that has not begun yet: for a moment it is a copy of its server, in a session without a terminal. */
function isNewborn(one: ProcessInfo, server: ProcessInfo | null): boolean {
  return server !== null && one.ppid === server.pid && one.argv.join('\0') === server.argv.join('\0')
}

/** Whether it is a tmux client (of any server): it shows panes, it is none. */
export function isTmuxClient(one: ProcessInfo): boolean {
  return one.name === 'tmux: client'
}

function isUserDaemon(one: ProcessInfo): boolean {
  return USER_DAEMONS.has(one.name) && leadsDaemonSession(one)
}

/** The process and its descendants, without the trees that begin at `except`. */
function treeWithout(table: ProcessTable, pid: number, except: (pid: number) => boolean): ProcessInfo[] {
  const root = table.get(pid)
  const seen = new Set(root && !except(pid) ? [root] : [])
  for (const one of seen) for (const child of table.childrenOf(one.pid)) if (!except(child.pid)) seen.add(child)
  return [...seen]
}

/** This process, what it started, and what it runs in. */
function ourselves(table: ProcessTable, serverPid: number): ProcessInfo[] {
  const self = table.get(process.pid)
  if (!self) return []
  // As process 1 of a container we adopt every orphan of the machine: then only our tmux clients count.
  const tree =
    self.pid === 1 ? table.childrenOf(1).filter(isTmuxClient) : treeWithout(table, self.pid, pid => pid === serverPid)
  const group = table.all.filter(one => one.pgid === self.pgid)
  const ancestors: ProcessInfo[] = []
  for (let up = table.get(self.ppid); up && !ancestors.includes(up); up = table.get(up.ppid)) ancestors.push(up)
  return [self, ...tree, ...group, ...ancestors]
}

/** What belongs to the server's other panes and jobs: by tree, by kernel session, by controlling terminal. */
function otherPanes(table: ProcessTable, serverPid: number, roots: ReadonlySet<number>): Set<ProcessInfo> {
  const server = table.get(serverPid)
  const found = new Set<ProcessInfo>()
  // Without a server there are no other panes; the children of process 0 are the whole machine.
  if (serverPid <= 1) return found
  const inside = new Set([...roots].flatMap(pid => table.treeOf(pid)))
  for (const root of table.childrenOf(serverPid)) {
    if (roots.has(root.pid)) continue
    for (const one of table.treeOf(root.pid)) found.add(one)
    for (const one of table.all) {
      const sameSession = root.sid !== 0 && one.sid === root.sid && root.sid !== server?.sid
      const sameTerminal = root.tty !== '' && one.tty === root.tty
      if ((sameSession || sameTerminal) && !inside.has(one)) found.add(one)
    }
  }
  return found
}

/**
 * Every process that must not be touched when these panes end, and why. Rules, the first that fits counts: process 0, 1
 * and 2; this host, its process group, its ancestors and what it runs; the tmux server; what belongs to other panes of
 * that server; servers of other multiplexers with all that lives in them; daemons of the whole login.
 *
 * @param roots pids of the live programs of the panes that are to end
 */
export function findGuards(table: ProcessTable, serverPid: number, roots: ReadonlySet<number>): Map<number, Guard> {
  const guards = new Map<number, Guard>([0, 1, 2].map(pid => [pid, 'system']))
  const guard = (list: Iterable<ProcessInfo>, why: Guard) => {
    for (const one of list) if (!guards.has(one.pid)) guards.set(one.pid, why)
  }
  if (serverPid > 0) guards.set(serverPid, 'server')
  guard(ourselves(table, serverPid), 'ourselves')
  guard(otherPanes(table, serverPid, roots), 'other-pane')
  const server = table.get(serverPid)
  for (const one of table.all) {
    if (one.pid === serverPid || isNewborn(one, server)) continue
    if (isMultiplexerServer(one))
      guard(
        treeWithout(table, one.pid, pid => pid === serverPid),
        'nested-server',
      )
    else if (isUserDaemon(one)) guard(table.treeOf(one.pid), 'user-daemon')
  }
  return guards
}

/** Pids of the nested servers among the guarded. */
export function nestedServers(table: ProcessTable, guards: ReadonlyMap<number, Guard>): ReadonlySet<number> {
  const servers = table.all.filter(one => guards.get(one.pid) === 'nested-server' && isMultiplexerServer(one))
  return new Set(servers.map(one => one.pid))
}
