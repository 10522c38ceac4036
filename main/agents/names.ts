import type { PaneId } from '../../ipc/model'

/** A recognised pane of one session; without a name it gets one. */
export interface Named {
  readonly paneId: PaneId
  readonly type: string
  readonly name: string | null
}

/** Gives agents without a name of their own one that stays theirs while they live. */
export interface Names {
  /** `panes`: all agents of one session in tmux's order. Returns a name for each. */
  assign(sessionId: string, panes: readonly Named[]): Map<PaneId, string>
}

/** The smallest number from 1 on for which `type_N` is not in use. */
function freeNumber(type: string, used: ReadonlySet<string>): number {
  let number = 1
  while (used.has(`${type}_${number}`)) number += 1
  return number
}

/** The number after the highest one in use: for agents that we start, so that a name is not given to another one again. */
export function nextNumber(type: string, used: Iterable<string>): number {
  let highest = 0
  for (const name of used) {
    const [, number] = name.startsWith(`${type}_`) ? (/_(\d+)$/.exec(name) ?? []) : []
    if (number) highest = Math.max(highest, Number(number))
  }
  return highest + 1
}

export function createNames(): Names {
  /** Session → pane → name given earlier. */
  const given = new Map<string, Map<PaneId, string>>()
  return {
    assign(sessionId, panes) {
      const before = given.get(sessionId) ?? new Map<PaneId, string>()
      const now = new Map<PaneId, string>()
      const fixed = new Set(panes.flatMap(one => (one.name === null ? [] : [one.name])))
      const keep = new Map<PaneId, string>()
      for (const one of panes) {
        const old = before.get(one.paneId)
        if (one.name === null && old?.startsWith(`${one.type}_`) && !fixed.has(old)) keep.set(one.paneId, old)
      }
      const used = new Set([...fixed, ...keep.values()])
      for (const one of panes) {
        const name = one.name ?? keep.get(one.paneId) ?? `${one.type}_${freeNumber(one.type, used)}`
        used.add(name)
        now.set(one.paneId, name)
      }
      given.set(sessionId, now)
      return now
    },
  }
}
