import type { ProcessInfo, ProcessTable } from './types'

/** Makes the lookups over one list of processes. Loops in the parent links (a torn read of a busy system) do no harm. */
export function createTable(all: readonly ProcessInfo[]): ProcessTable {
  const byPid = new Map(all.map(one => [one.pid, one]))
  const children = new Map<number, ProcessInfo[]>()
  for (const one of all) {
    const siblings = children.get(one.ppid)
    if (siblings) siblings.push(one)
    else children.set(one.ppid, [one])
  }
  const childrenOf = (pid: number): readonly ProcessInfo[] => children.get(pid) ?? []
  return {
    all,
    get: pid => byPid.get(pid) ?? null,
    childrenOf,
    treeOf(pid) {
      const root = byPid.get(pid)
      if (!root) return []
      const seen = new Set([root])
      for (const one of seen) for (const child of childrenOf(one.pid)) seen.add(child)
      return [...seen]
    },
  }
}
