import type { CheckpointInfo } from '../../../ipc/checkpoint'

export interface RetentionRules {
  /** Unix ms. */
  readonly now: number
  /** Bytes on the disk that automatic checkpoints may take together; null: no limit. */
  readonly most: number | null
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const KEPT_FOR = 30 * DAY

/** Those by hand, imported ones and those of lost sessions stay until somebody deletes them. */
function isAutomatic({ trigger }: CheckpointInfo): boolean {
  return trigger !== 'manual' && trigger !== 'import' && trigger !== 'recovery'
}

/** The slot of time of which one is kept; null: each is kept. */
function slotOf(at: number, now: number): string | null {
  // A clock that went back: what seems to come from the future is new.
  const age = now - at
  if (age < HOUR) return null
  if (age < DAY) return `hour ${Math.floor(at / HOUR)}`
  return `day ${Math.floor(at / DAY)}`
}

/**
 * Which checkpoints are to go: automatic ones thin out (all of the last hour, one an hour for a day, one a day for thirty
 * days), then the oldest while they take more than `most`. The newest of a session (by serial: clocks go back) stays,
 * whatever the rules say.
 */
export function expired(list: readonly CheckpointInfo[], { now, most }: RetentionRules): CheckpointInfo[] {
  const newestFirst = list.filter(one => one.deleted === null).sort((a, b) => b.serial - a.serial)
  const sessions = new Set<string>()
  const slots = new Set<string>()
  const go: CheckpointInfo[] = []
  const stay: { info: CheckpointInfo; newest: boolean }[] = []
  for (const info of newestFirst) {
    const newest = !sessions.has(info.session)
    sessions.add(info.session)
    if (!isAutomatic(info)) continue
    const slot = slotOf(info.at, now)
    const key = `${info.session}\0${slot}`
    const late = now - info.at > KEPT_FOR || (slot !== null && slots.has(key))
    slots.add(key)
    if (late && !newest) go.push(info)
    else stay.push({ info, newest })
  }
  return [...go, ...beyond(stay, most)]
}

/** The oldest of those that would stay, while all of them take more than `most` bytes. */
function beyond(stay: readonly { info: CheckpointInfo; newest: boolean }[], most: number | null): CheckpointInfo[] {
  let used = stay.reduce((sum, { info }) => sum + info.added, 0)
  const go: CheckpointInfo[] = []
  for (const { info } of stay.filter(one => !one.newest).reverse()) {
    if (most === null || used <= most) break
    used -= info.added
    go.push(info)
  }
  return go
}
