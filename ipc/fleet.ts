import type { Fleet, FleetPatch } from './model'

interface Entity {
  readonly id: string
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function changedOf<T extends Entity>(before: readonly T[], after: readonly T[], removed: string[]): T[] {
  const old = new Map(before.map(one => [one.id, one]))
  const changed = after.filter(one => !same(old.get(one.id), one))
  for (const one of after) old.delete(one.id)
  removed.push(...old.keys())
  return changed
}

/** The patch that turns `before` into `after` (up to order), or null when nothing changed. */
export function diffFleet(before: Fleet, after: Fleet): FleetPatch | null {
  const removed: string[] = []
  const patch: FleetPatch = {}
  const sessions = changedOf(before.sessions, after.sessions, removed)
  const windows = changedOf(before.windows, after.windows, removed)
  const panes = changedOf(before.panes, after.panes, removed)
  if (!same(before.server, after.server)) patch.server = after.server
  if (sessions.length > 0) patch.sessions = sessions
  if (windows.length > 0) patch.windows = windows
  if (panes.length > 0) patch.panes = panes
  if (removed.length > 0) patch.removed = removed
  return Object.keys(patch).length > 0 ? patch : null
}

function merged<T extends Entity>(
  list: readonly T[],
  changed: readonly T[] | undefined,
  gone: ReadonlySet<string>,
): T[] {
  const next = new Map(list.filter(one => !gone.has(one.id)).map(one => [one.id, one]))
  for (const one of changed ?? []) next.set(one.id, one)
  return [...next.values()]
}

/** `fleet` after `patch`; entities that did not change keep their identity, so that views can compare by reference. */
export function applyPatch(fleet: Fleet, patch: FleetPatch): Fleet {
  const gone = new Set(patch.removed ?? [])
  const touches = (prefix: string) => patch.removed?.some(id => id.startsWith(prefix)) ?? false
  return {
    server: patch.server ?? fleet.server,
    sessions: patch.sessions || touches('$') ? merged(fleet.sessions, patch.sessions, gone) : fleet.sessions,
    windows: patch.windows || touches('@') ? merged(fleet.windows, patch.windows, gone) : fleet.windows,
    panes: patch.panes || touches('%') ? merged(fleet.panes, patch.panes, gone) : fleet.panes,
  }
}
