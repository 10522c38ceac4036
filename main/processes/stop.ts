import { setTimeout as sleep } from 'node:timers/promises'
import { identityKey, isAtRest, sameProcess, startTimeOf } from './identity'
import { readProcesses } from './read'
import type { OwnedProcess, ProcessIdentity } from './types'

/** A fresh look at what is meant, parents before their children; it gets what earlier looks found, as `endProcesses` gives. */
export type FindProcesses = (seen: readonly OwnedProcess[]) => Promise<readonly OwnedProcess[]>

export interface StopResult {
  /** All that were meant and live: stopped, or running again. */
  readonly changed: readonly OwnedProcess[]
  /** Those that are still as they were. */
  readonly left: readonly OwnedProcess[]
}

/** Looks until nothing new shows. Two are usual; a program that forks all the time needs some more. */
const ROUNDS = 8
/** A signal takes effect when the process next leaves the kernel: within ms, unless it waits for a dead disk. */
const EFFECT_MS = 500
const POLL_MS = 10
/** ms for one process to stop; it takes effect when it next runs, within a few ms also on a busy machine. */
const REST_MS = 60

/** Sends to exactly this process; what is gone or refused shows in the next look. */
async function signal(one: ProcessIdentity, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  // Nothing but this function's own tick lies between the look at the start time and the signal.
  if ((await startTimeOf(one.pid)) !== one.started) return
  try {
    process.kill(one.pid, name)
  } catch (error) {
    const expected = error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')
    if (!expected) throw error
  }
}

/**
 * Waits until a process has stopped, before its children are: a shell whose stop is still on its way takes up in the kernel
 * that its job has stopped, and says so when it wakes (seen in 8 of 20 runs on a busy machine). What is woken at once by
 * somebody else (tmux does that to a pane's own program) is not waited for long.
 */
async function rested(one: ProcessIdentity): Promise<void> {
  const until = performance.now() + REST_MS
  while (performance.now() < until && !(await isAtRest(one))) await sleep(1)
}

/** Waits until all of these are stopped (or all run), as the process table has it; returns those that are not. */
async function unchanged(list: readonly OwnedProcess[], stopped: boolean): Promise<OwnedProcess[]> {
  const until = performance.now() + EFFECT_MS
  for (;;) {
    const table = await readProcesses()
    const left = list.filter(one => {
      const now = table.get(one.pid)
      return now !== null && sameProcess(now, one) && !now.zombie && (now.stopped ?? false) !== stopped
    })
    if (left.length === 0 || performance.now() >= until) return left
    await sleep(POLL_MS)
  }
}

/**
 * Stops (SIGSTOP) what `find` finds, and proves it by the process table. Parents first: a stopped parent cannot start
 * another child, and a shell among them does not see its job stop (it would take the terminal back). Looks again until
 * nothing new shows. Rejects as `find` does; what was stopped until then stays stopped.
 */
export async function stopProcesses(find: FindProcesses): Promise<StopResult> {
  const seen = new Map<string, OwnedProcess>()
  let refused = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const found = await find([...seen.values()])
    for (const one of found) seen.set(identityKey(one), one)
    const running = found.filter(one => !one.stopped && !refused.has(identityKey(one)))
    if (running.length === 0) break
    for (const one of running) {
      await signal(one, 'SIGSTOP')
      await rested(one)
    }
    refused = new Set([...refused, ...(await unchanged(running, true)).map(identityKey)])
  }
  return result([...seen.values()], true)
}

/**
 * Lets these run again (SIGCONT). Children first: a parent that wakes before its child would still see it stopped.
 * @param list parents before their children
 */
export async function continueProcesses(list: readonly OwnedProcess[]): Promise<StopResult> {
  for (const one of [...list].reverse()) await signal(one, 'SIGCONT')
  return result(list, false)
}

async function result(list: readonly OwnedProcess[], stopped: boolean): Promise<StopResult> {
  const left = await unchanged(list, stopped)
  const table = await readProcesses()
  const lives = (one: OwnedProcess) => {
    const now = table.get(one.pid)
    return now !== null && sameProcess(now, one) && !now.zombie
  }
  return { left, changed: list.filter(one => lives(one) && !left.includes(one)) }
}
