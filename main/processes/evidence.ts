import { readdir, readlink, stat } from 'node:fs/promises'
import type { PaneId } from '../../ipc/model'
import { readMacEnvironments, readMacUids } from './evidence-mac'
import { readProcFile } from './proc-file'

/** What a process's environment (as of its last exec) says about where it was started. */
export interface Origin {
  /** Pid of the tmux server in `TMUX=socket,PID,session`; null when `TMUX` is not set. */
  readonly server: number | null
  /** `TMUX_PANE`, empty when it is not set. */
  readonly pane: PaneId | ''
  /** `QUARTERDECK_AGENT_ID`, empty when it is not set. */
  readonly agentId: string
}

/** A terminal device itself: its path is not enough, every container has a `/dev/pts/0` of its own. */
export interface Device {
  readonly path: string
  readonly dev: number
  readonly ino: number
}

/** Beyond so many open files only standard input, output and error are looked at. */
const MOST_FILES = 256

/** Reads the three variables out of `NAME=value` texts; the first of a name wins, as with getenv(3). */
export function parseOrigin(variables: readonly string[]): Origin | null {
  const value = (name: string) => variables.find(one => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
  const tmux = value('TMUX')
  const pane = value('TMUX_PANE')
  const agentId = value('QUARTERDECK_AGENT_ID')
  if (tmux === '' && pane === '' && agentId === '') return null
  // The socket's path may itself hold commas.
  const server = /,(\d+),\d+$/.exec(tmux)?.[1]
  return { server: tmux === '' ? null : Number(server ?? 0), pane: /^%\d+$/.test(pane) ? pane : '', agentId }
}

/** Where each of these processes was started; those whose environment tells nothing or may not be read are left out. */
export async function readOrigins(pids: readonly number[]): Promise<ReadonlyMap<number, Origin>> {
  const mac = process.platform === 'linux' ? null : await readMacEnvironments()
  const origins = new Map<number, Origin>()
  await Promise.all(
    pids.map(async pid => {
      const origin = parseOrigin(mac ? (mac.get(pid) ?? []) : await readEnvironment(pid))
      if (origin) origins.set(pid, origin)
    }),
  )
  return origins
}

async function readEnvironment(pid: number): Promise<string[]> {
  const bytes = await readProcFile(`/proc/${pid}/environ`)
  return bytes ? bytes.toString('latin1').split('\0') : []
}

/** The real user of each of these processes; those that have gone are left out. */
export async function readUids(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const mac = process.platform === 'linux' ? null : await readMacUids()
  const uids = new Map<number, number>()
  await Promise.all(
    pids.map(async pid => {
      const uid = mac ? mac.get(pid) : await readUid(pid)
      if (uid !== undefined) uids.set(pid, uid)
    }),
  )
  return uids
}

async function readUid(pid: number): Promise<number | undefined> {
  // Not the owner of /proc/PID: that is root for a process that forbids core dumps (ssh-agent, gpg-agent).
  const bytes = await readProcFile(`/proc/${pid}/status`)
  const uid = bytes && /^Uid:\s+(\d+)/m.exec(bytes.toString('latin1'))?.[1]
  return uid ? Number(uid) : undefined
}

/** The device behind a terminal's path, or null when there is none (any more). */
export async function readDevice(path: string): Promise<Device | null> {
  try {
    const { dev, ino } = await stat(path)
    return { path, dev, ino }
  } catch {
    return null
  }
}

/**
 * Which of these terminals the process has open, or null. A terminal that was closed by tmux and whose number was given
 * away again does not match: its link ends in `(deleted)`. Linux only; elsewhere null.
 */
export async function openTerminalOf(pid: number, devices: readonly Device[]): Promise<Device | null> {
  if (process.platform !== 'linux' || devices.length === 0) return null
  const folder = `/proc/${pid}/fd`
  const all = await readdir(folder).catch(() => [])
  const files = all.length > MOST_FILES ? ['0', '1', '2'] : all
  const found = await Promise.all(files.map(file => deviceOf(`${folder}/${file}`, devices)))
  return found.find(one => one !== null) ?? null
}

async function deviceOf(link: string, devices: readonly Device[]): Promise<Device | null> {
  const target = await readlink(link).catch(() => '')
  // The cheap look first: a stat of any open file may hang on a dead network disk.
  if (!devices.some(one => one.path === target)) return null
  const here = await stat(link).catch(() => null)
  return (here && devices.find(one => one.dev === here.dev && one.ino === here.ino)) ?? null
}
