import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessInfo } from './types'

/*
 * macOS has no /proc. Written from ps(1) and its source, tried with recorded text only: nobody has run this on a Mac yet.
 */

const run = promisify(execFile)
/** `ps` of a busy Mac prints some hundred kB; its own limit would be 1 MB. */
const MOST = 32 * 1024 * 1024

/** Runs `ps` with English dates and UTF-8 names; a non-zero status with output (a pid went away) is no error. */
export async function ps(args: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'en_US.UTF-8', TZ: 'UTC' }
  try {
    return (await run('ps', [...args], { maxBuffer: MOST, env, timeout: 5000 })).stdout
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') return error.stdout
    throw error
  }
}

/** `Sun Nov 22 10:00:07 2026`, as `ps -o lstart` prints it. */
const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(\S(?:.*\S)?)\s*$/

/**
 * Parses `ps -A -o pid=,ppid=,pgid=,tty=,state=,lstart=,args=`. The arguments cannot be told apart there, so `argv` is
 * the line split at blanks; `name` is the last part of its first word. `ps` prints the session as an address, so only a
 * session leader's (state with `s`) is known.
 */
export function parsePs(text: string): ProcessInfo[] {
  const list: ProcessInfo[] = []
  /** A `+` in the state: in the foreground group of its terminal. */
  const foreground = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, pid, ppid, pgid, tty = '', state = '', started = '', args = ''] = LINE.exec(line) ?? []
    if (pid === undefined) continue
    const argv = args.split(/\s+/)
    if (state.includes('+')) foreground.set(`/dev/${tty}`, Number(pgid))
    list.push({
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      sid: state.includes('s') ? Number(pid) : 0,
      tty: tty.startsWith('?') || tty === '-' ? '' : `/dev/${tty}`,
      tpgid: 0,
      started: started.replace(/\s+/g, ' '),
      name: (argv[0] ?? '').replace(/^.*\//, ''),
      argv: state.startsWith('Z') ? [] : argv,
      zombie: state.startsWith('Z'),
      stopped: state.startsWith('T'),
    })
  }
  return list.map(one => ({ ...one, tpgid: foreground.get(one.tty) ?? 0 }))
}

/** All processes by `ps`. Start times have a resolution of one second there. */
export async function readMacProcesses(): Promise<ProcessInfo[]> {
  return parsePs(await ps(['-A', '-ww', '-o', 'pid=,ppid=,pgid=,tty=,state=,lstart=,args=']))
}
