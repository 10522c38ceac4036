import { readdir, readFile, readlink } from 'node:fs/promises'

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

/**
 * Pid of the tmux server that listens on a socket, without asking it: for a server that does not understand our tmux.
 * 0 when it cannot be told (no server, another user's, or not on Linux).
 */
export async function socketOwner(path: string): Promise<number> {
  const inode = await listeningInode(path)
  if (inode === null) return 0
  for (const pid of (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))) {
    // The server names itself `tmux: server` (3.2 to 3.7); panes' programs do not inherit the socket.
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    if (name.startsWith('tmux') && (await holds(pid, `socket:[${inode}]`))) return Number(pid)
  }
  return 0
}
