import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log/log'
import { identityKey, isAlive, startTimeOf } from './identity'
import type { EndedProcess, EndResult, OwnedProcess } from './types'

export interface EndOptions {
  /**
   * A fresh look at what belongs to the panes: `seen => findOwned(roots, serverPid, seen)`. It gets what earlier looks
   * found, because a child whose parent has ended is only found by remembering the parent.
   */
  readonly find: (seen: readonly OwnedProcess[]) => Promise<readonly OwnedProcess[]>
  /** Processes to leave alone, with their descendants (a daemon that other agents use). */
  readonly exclude?: (one: OwnedProcess) => boolean
  /** Time between the polite signals and SIGKILL, ms. */
  readonly graceMs?: number
  readonly log: Log
}

/** Programs that save their work on SIGTERM do it within this time (measured with agents: 50 to 300 ms). */
const GRACE_MS = 500
/** How often the end is looked for, ms: the kernel tells nobody but the parent when a process ends. */
const POLL_MS = 15
/** SIGKILL takes effect within ms unless the kernel itself is stuck (a dead disk); then more waiting does not help. */
const KILL_MS = 1000
/** Looks that freeze what is new before the kill; programs that fork faster than that are left to the next round. */
const FREEZES = 5
/** Rounds of freeze and kill. Two are usual: one that kills, one that finds nothing. */
const ROUNDS = 12

interface Entry {
  readonly process: OwnedProcess
  signal: EndedProcess['signal']
  /** The system refused our signal. */
  denied: boolean
}

interface Run {
  readonly options: EndOptions
  readonly entries: Map<string, Entry>
}

/**
 * Ends what `find` finds and proves it: SIGTERM, SIGHUP and SIGCONT to all, a grace, then rounds of "freeze what is new,
 * look again, SIGKILL" until a look finds nothing; a last fresh look is the proof. Every signal goes to a pid only after
 * its start time was read and is the one that was found. Zombies count as ended. Bounded: about graceMs + 12 s at worst.
 *
 * Rejects only when the very first look fails; then nothing was touched. When a later one fails (tmux went away), what is
 * known is ended all the same and `proven` is false.
 */
export async function endProcesses(options: EndOptions): Promise<EndResult> {
  const run: Run = { options, entries: new Map() }
  remember(run, await options.find([]))
  await Promise.all(entriesOf(run).map(entry => signal(entry, 'TERM', ['SIGTERM', 'SIGHUP', 'SIGCONT'])))
  await ended(entriesOf(run), options.graceMs ?? GRACE_MS)
  for (let round = 0; round < ROUNDS; round++) {
    const alive = await freeze(run)
    if (alive.length === 0 || alive.every(entry => entry.denied)) break
    await Promise.all(alive.map(entry => signal(entry, 'KILL', ['SIGKILL'])))
    await ended(alive, KILL_MS)
  }
  return proof(run)
}

function entriesOf(run: Run): Entry[] {
  return [...run.entries.values()]
}

/** Adds what is new and not excluded; returns the entries that are new. */
function remember(run: Run, found: readonly OwnedProcess[]): Entry[] {
  const fresh: Entry[] = []
  const { exclude } = run.options
  const left = exclude ? branches(found, exclude) : new Set()
  for (const process of found) {
    if (process.zombie || left.has(process.pid) || run.entries.has(identityKey(process))) continue
    const entry: Entry = { process, signal: 'gone', denied: false }
    run.entries.set(identityKey(process), entry)
    fresh.push(entry)
  }
  return fresh
}

/** Pids of those that are meant and of all that came of them, in whatever order they were found. */
export function branches(found: readonly OwnedProcess[], meant: (one: OwnedProcess) => boolean): ReadonlySet<number> {
  const pids = new Set(found.filter(meant).map(one => one.pid))
  for (const pid of pids) for (const one of found) if (one.ppid === pid) pids.add(one.pid)
  return pids
}

/** One look; false when it could not be taken. */
async function look(run: Run): Promise<{ fresh: Entry[]; looked: boolean }> {
  try {
    const seen = entriesOf(run).map(entry => entry.process)
    return { fresh: remember(run, await run.options.find(seen)), looked: true }
  } catch (error) {
    run.options.log.warn('could not look for processes again', { error })
    return { fresh: [], looked: false }
  }
}

/** Stops what runs and looks again until nothing new shows: a stopped process cannot fork away from the kill. */
async function freeze(run: Run): Promise<Entry[]> {
  for (let turn = 0; turn < FREEZES; turn++) {
    const { fresh } = await look(run)
    const alive = await living(entriesOf(run))
    await Promise.all(alive.map(entry => signal(entry, null, ['SIGSTOP'])))
    if (turn > 0 && fresh.length === 0) return alive
    if (alive.length === 0) return []
  }
  return living(entriesOf(run))
}

/** Sends to exactly this process. `as` is noted as what ended it. */
async function signal(
  entry: Entry,
  as: EndedProcess['signal'] | null,
  names: readonly NodeJS.Signals[],
): Promise<void> {
  const { pid, started } = entry.process
  // Nothing but this function's own tick lies between the look at the start time and the signal.
  if ((await startTimeOf(pid)) !== started) return
  try {
    for (const name of names) {
      process.kill(pid, name)
      // Noted after the first one: it may end, and be collected, before the second.
      if (as) entry.signal = as
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') entry.denied = true
  }
}

async function living(entries: readonly Entry[]): Promise<Entry[]> {
  const alive = await Promise.all(entries.map(entry => isAlive(entry.process)))
  return entries.filter((_, index) => alive[index])
}

/** Waits until all have ended, at most so many ms. */
async function ended(entries: readonly Entry[], ms: number): Promise<void> {
  const until = performance.now() + ms
  let left = await living(entries)
  while (left.length > 0 && performance.now() < until) {
    await sleep(POLL_MS)
    left = await living(left)
  }
}

async function proof(run: Run): Promise<EndResult> {
  const { looked } = await look(run)
  const alive = new Set(await living(entriesOf(run)))
  const done = entriesOf(run).filter(entry => !alive.has(entry))
  return {
    ended: done.map(entry => ({ ...entry.process, signal: entry.signal })),
    survivors: [...alive].map(entry => entry.process),
    proven: looked && alive.size === 0,
  }
}
