import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'

/** s by which the moment of the same start may differ: a clock is set, and uptime has whole seconds on some systems. */
const SLACK = 300

/** One word for this run of the machine: Linux' random id, elsewhere `since` and the Unix time of its start in s. */
export async function bootOfMachine(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return id.trim().slice(0, 100) || `since ${Math.round(Date.now() / 1000 - uptime())}`
}

function sinceOf(boot: string): number | null {
  const found = /^since (\d{1,12})$/.exec(boot)
  return found ? Number(found[1]) : null
}

/** False when the machine was started anew between the two; words of two kinds tell nothing, and count as the same. */
export function sameBoot(a: string, b: string): boolean {
  const [one, other] = [sinceOf(a), sinceOf(b)]
  if (one !== null && other !== null) return Math.abs(one - other) <= SLACK
  return one !== null || other !== null || a === b
}
