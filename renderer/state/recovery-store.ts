import { createStore } from 'zustand/vanilla'
import type { TopicOut } from '../../ipc/contract'
import type { LostSession } from '../../ipc/recovery'

interface RecoveryStore {
  /** False until the host has told its list: none is something else than not known. */
  readonly told: boolean
  /** The host's list, newest loss first. */
  readonly all: readonly LostSession[]
  /** Of those, what the window shows: without those that are being dismissed. */
  readonly lost: readonly LostSession[]
  /** Ids that a person is dismissing; the host is told once that cannot be undone any more. */
  readonly leaving: ReadonlySet<string>
  /** Ids that a person has looked at or put off: the window does not speak of them by itself again. */
  readonly seen: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** Sessions that ran with agents and are no more. `all` is written only by `renderer/host`. */
export const recoveryStore = createStore<RecoveryStore>(() => ({
  told: false,
  all: [],
  lost: [],
  leaving: NONE,
  seen: NONE,
}))

const without = (all: readonly LostSession[], leaving: ReadonlySet<string>) => all.filter(one => !leaving.has(one.id))
const kept = (ids: ReadonlySet<string>, all: readonly LostSession[]) =>
  new Set(all.map(one => one.id).filter(id => ids.has(id)))

/** Takes a message of the topic `recovery`: always the whole list. What is on it no more is forgotten. */
export function takeRecovery({ lost: all }: TopicOut<'recovery'>): void {
  recoveryStore.setState(({ leaving, seen }) => {
    const still = kept(leaving, all)
    return { told: true, all, lost: without(all, still), leaving: still, seen: kept(seen, all) }
  })
}

/** A person has seen these, or will look at them later. */
export function markSeen(ids: readonly string[]): void {
  const { seen } = recoveryStore.getState()
  if (ids.some(id => !seen.has(id))) recoveryStore.setState({ seen: new Set([...seen, ...ids]) })
}

/** Takes these out of view, or (`leave` false) shows them again. */
export function setLeaving(ids: readonly string[], leave: boolean): void {
  recoveryStore.setState(({ all, leaving: before }) => {
    const leaving = new Set(before)
    for (const id of ids) {
      if (leave) leaving.add(id)
      else leaving.delete(id)
    }
    return { leaving, lost: without(all, leaving) }
  })
}

/** What the window has yet to speak of. */
export function unseenOf({ lost, seen }: Pick<RecoveryStore, 'lost' | 'seen'>): LostSession[] {
  return lost.filter(one => !seen.has(one.id))
}
