import { ps } from './read-mac'

/*
 * macOS: tried with recorded text only, as read-mac.ts.
 */

function byPid(text: string): Map<number, string> {
  const found = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [, pid, rest = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    if (pid !== undefined) found.set(Number(pid), rest)
  }
  return found
}

/**
 * Parses `ps -A -E -ww -o pid=,command=`, where the environment stands behind the arguments, all parted by blanks. Good
 * enough for values without blanks, and those that are asked for have none.
 */
export function parseEnvironments(text: string): ReadonlyMap<number, readonly string[]> {
  return new Map([...byPid(text)].map(([pid, rest]) => [pid, rest.split(/\s+/)]))
}

/** The environments of our own processes; `ps` shows those of others without. */
export async function readMacEnvironments(): Promise<ReadonlyMap<number, readonly string[]>> {
  return parseEnvironments(await ps(['-A', '-E', '-ww', '-o', 'pid=,command=']))
}

/** The real user ids of all processes. */
export async function readMacUids(): Promise<ReadonlyMap<number, number>> {
  return new Map([...byPid(await ps(['-A', '-o', 'pid=,ruid=']))].map(([pid, uid]) => [pid, Number(uid)]))
}
