import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { HostError } from '../../ipc/failure'

/** Inode of the listening socket at this path, by Linux' table of local sockets; null when nobody listens there. */
async function listeningInode(path: string): Promise<string | null> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '')
  for (const line of table.split('\n')) {
    // Num RefCount Protocol Flags Type St Inode Path; flag 0x10000: listening.
    const found = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.*)$/.exec(line)
    if (found?.[3] === path && Number.parseInt(found[1] ?? '', 16) & 0x10000) return found[2] ?? null
  }
  return null
}

async function holds(pid: string, link: string): Promise<boolean> {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const fd of fds) if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === link) return true
  return false
}

/** The program that listens on a socket, by Linux' tables; null when nobody does, or it cannot be told. */
async function socketHolder(path: string): Promise<{ readonly pid: number; readonly name: string } | null> {
  const inode = await listeningInode(path)
  if (inode === null) return null
  let other: { pid: number; name: string } | null = null
  for (const pid of (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))) {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim()
    // Programs of panes do not inherit the socket, so that a tmux is the one.
    if (other && !isTmux(name)) continue
    if (!(await holds(pid, `socket:[${inode}]`))) continue
    other = { pid: Number(pid), name }
    if (isTmux(name)) break
  }
  return other
}

/** The server names itself `tmux: server` (3.2 to 3.7). */
const isTmux = (name: string) => name.startsWith('tmux')

/**
 * Pid of the tmux server that listens on a socket, without asking it: for a server that does not understand our tmux.
 * 0 when it cannot be told (no server, another user's, or not on Linux).
 */
export async function socketOwner(path: string): Promise<number> {
  const holder = await socketHolder(path)
  return holder && isTmux(holder.name) ? holder.pid : 0
}

const foreign = (message: string, detail: string) => new HostError('foreign-server', message, detail)

/** Throws HostError `foreign-server` when the socket's file belongs to another user, whose server is none of ours. */
export async function refuseOthersSocket(path: string): Promise<void> {
  const owner = await stat(path).catch(() => null)
  const me = process.geteuid?.()
  if (!owner || me === undefined || owner.uid === me) return
  throw foreign(
    `The tmux socket ${path} belongs to another user (uid ${owner.uid}).`,
    'Start Quarterdeck with another socket (QUARTERDECK_TMUX_SOCKET=name), or ask whoever made this one to remove it.',
  )
}

/** Throws HostError `foreign-server` when it can be seen that a program which is no tmux listens there. */
export async function refuseOtherProgram(path: string): Promise<void> {
  const holder = await socketHolder(path)
  if (!holder || isTmux(holder.name)) return
  const name = holder.name.replace(/\p{Cc}/gu, ' ').slice(0, 40)
  throw foreign(
    `Who listens on the tmux socket ${path} is no tmux server: ${name} (process ${holder.pid}).`,
    'End that program, or start Quarterdeck with another socket (QUARTERDECK_TMUX_SOCKET=name).',
  )
}
