import { readProcFile } from './proc-file'
import { parsePs, ps } from './read-mac'
import { parseStat } from './stat'
import type { ProcessIdentity } from './types'

/** Whether two records mean the same process: the pid alone is not enough, it may have been reused. */
export function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.started === b.started
}

/** One word for a process, the same for each record of it and for no other process. */
export function identityKey(one: ProcessIdentity): string {
  return `${one.pid} ${one.started}`
}

async function look(pid: number): Promise<{ started: string; zombie: boolean; stopped?: boolean } | null> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  if (process.platform !== 'linux') {
    const format = 'pid=,ppid=,pgid=,tty=,state=,lstart=,args='
    return parsePs(await ps(['-ww', '-o', format, '-p', String(pid)]))[0] ?? null
  }
  const bytes = await readProcFile(`/proc/${pid}/stat`)
  return bytes && parseStat(bytes.toString('utf8'))
}

/** The start time of a process in the form of `ProcessInfo.started`, or null when there is none with this pid. */
export async function startTimeOf(pid: number): Promise<string | null> {
  return (await look(pid))?.started ?? null
}

/** Whether exactly this process does nothing any more: stopped by a signal, or gone. */
export async function isAtRest(one: ProcessIdentity): Promise<boolean> {
  const now = await look(one.pid)
  return now === null || now.started !== one.started || now.zombie || now.stopped === true
}

/** Whether exactly this process still runs. A zombie has ended; a reused pid is another process. */
export async function isAlive(one: ProcessIdentity): Promise<boolean> {
  const now = await look(one.pid)
  return now !== null && now.started === one.started && !now.zombie
}
