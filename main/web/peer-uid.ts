import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** Ports of the two ends, as the peer sees them: its own, and ours. */
interface Ends {
  readonly own: number
  readonly remote: number
}

const portOf = (address: string | undefined): number => Number.parseInt(address?.split(':')[1] ?? '', 16)

/**
 * Uid of the process at the other end of a loopback connection in a table of `/proc/net/tcp` or `tcp6` (Linux, proc(5)):
 * columns are slot, local and remote `ADDRESS:PORT` in hex, state, queues, timer, retransmits, uid. Null: not listed.
 */
export function uidInTable(table: string, ends: Ends): number | null {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/)
    if (portOf(local) === ends.own && portOf(remote) === ends.remote && uid !== undefined) return Number(uid)
  }
  return null
}

/** Who is at the other end of a connection to our loopback port; null where the system does not tell (not Linux). */
export async function peerUid(socket: Pick<Socket, 'remotePort' | 'localPort'>): Promise<number | null> {
  const { remotePort, localPort } = socket
  if (remotePort === undefined || localPort === undefined) return null
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '')
    const uid = uidInTable(text, { own: remotePort, remote: localPort })
    if (uid !== null) return uid
  }
  return null
}

/**
 * Whether this peer may redeem a ticket: the address stands on the command line of the browser that we open, where every
 * user of the machine can read it, and whoever is first has a shell. Our own user may, root may (it could anyway), and so
 * may the one who started us by sudo.
 */
export function mayRedeem(uid: number | null, own: number | undefined, env: NodeJS.ProcessEnv): boolean {
  if (uid === null || own === undefined) return true
  return uid === own || uid === 0 || (own === 0 && env.SUDO_UID === String(uid))
}
