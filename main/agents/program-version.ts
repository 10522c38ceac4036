import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import type { LeastVersion } from './agent-type'

/** A program that does not tell its version within this time (ms) is ended. */
const TIMEOUT = 3000
/** ms after its end in which the rest of its output is read. */
const AFTER_END = 200
/** A program may print anything; more than this (characters) is not read. */
const MOST_OUTPUT = 4000
/** Programs that are remembered. */
const MOST_KNOWN = 100

/** Tells versions of installed programs. */
export interface Versions {
  /**
   * `1.0.3`, or null where the program does not say, or not within `limit` ms (what it says later is known the next time).
   * One run for each file: it runs again when the file changes. `environment` is the program's. Never rejects.
   */
  of(path: string, least: LeastVersion, environment: NodeJS.ProcessEnv, limit: number): Promise<string | null>
}

/** The first words that look like a version: `2.1.197 (Claude Code)`, `codex-cli 0.169.0`; null for none. */
export function versionIn(output: string): string | null {
  const version = /(?<![\d.])\d{1,5}\.\d{1,5}(?:\.\d{1,7})?(?![\d.])/.exec(output.slice(0, MOST_OUTPUT))?.[0] ?? null
  // What somebody built without a release calls itself so: its age is not known.
  return version !== null && /^0\.0(?:\.0)?$/.test(version) ? null : version
}

/** Whether a version (`1.0.3`) is less than another (`2.0`); parts that are left out count as 0. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map(one => one.split('.').map(Number))
  for (let part = 0; part < 3; part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** To our own child, and all of its group; its number cannot be another's before we were told of its end. */
export function signalGroup(pid: number, name: 'SIGHUP' | 'SIGKILL'): void {
  try {
    process.kill(-pid, name)
  } catch {
    // It ended between the look and the signal.
  }
}

/** Runs a program for its version, by an argument vector; null when it does not tell. */
function ask(path: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise(resolve => {
    // A session of its own: it gets no terminal that it could draw on or wait at.
    const child = spawn(path, [...args], { env, cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    const finish = () => {
      clearTimeout(timer)
      child.stdout.destroy()
      resolve(versionIn(output))
    }
    const timer = setTimeout(() => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        signalGroup(child.pid, 'SIGKILL')
      finish()
    }, TIMEOUT)
    child.stdout.on('data', (bytes: Buffer) => {
      if (output.length < MOST_OUTPUT) output += bytes.toString('utf8')
    })
    child.on('error', finish)
    child.on('close', finish)
    // What it leaves running may hold the output open: its own end is enough.
    child.on('exit', () => setTimeout(finish, AFTER_END).unref())
  })
}

/** Which file a path is now. npm gives all files one date of change, so its inode's counts too. */
async function markOf(path: string): Promise<string | null> {
  try {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path)
    return [path, size, mtimeMs, ctimeMs, ino].join(' ')
  } catch {
    return null
  }
}

/** Knows no version yet. */
export function createVersions(): Versions {
  const known = new Map<string, Promise<string | null>>()
  return {
    async of(path, { args }, environment, limit) {
      const mark = await markOf(path)
      if (mark === null) return null
      const version = known.get(mark) ?? ask(path, args, environment)
      known.set(mark, version)
      const [oldest] = known.keys()
      if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest)
      return Promise.race([version, afterwards(limit)])
    },
  }
}

/** null after so many ms. */
function afterwards(ms: number): Promise<null> {
  return new Promise(resolve => {
    setTimeout(() => resolve(null), ms).unref()
  })
}
