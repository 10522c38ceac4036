import type { CheckpointInfo } from '../../../ipc/checkpoint'
import type { Fleet } from '../../../ipc/model'
import { liveCheckpoints } from '../../state/checkpoints-store'
import { triggerWords } from './checkpoint-words'

/** The checkpoints of one session, newest first. */
export interface Group {
  readonly session: string
  /** No session of this name runs now; false too while it is not known what runs. */
  readonly gone: boolean
  readonly items: readonly CheckpointInfo[]
}

function fits(info: CheckpointInfo, words: readonly string[]): boolean {
  const text = `${info.name}\n${info.message}\n${info.session}\n${triggerWords(info.trigger)}`.toLowerCase()
  return words.every(word => text.includes(word))
}

/**
 * What the list shows: by session, the one with the newest checkpoint first. A search wants each of its words in name,
 * message, session or trigger.
 */
export function groupsOf(list: readonly CheckpointInfo[], search: string, fleet: Fleet | null): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const names = fleet && fleet.server.kind !== 'starting' ? new Set(fleet.sessions.map(one => one.name)) : null
  const groups = new Map<string, CheckpointInfo[]>()
  for (const info of liveCheckpoints(list)) {
    if (!fits(info, words)) continue
    const items = groups.get(info.session)
    if (items) items.push(info)
    else groups.set(info.session, [info])
  }
  return [...groups].map(([session, items]) => ({ session, items, gone: names !== null && !names.has(session) }))
}

/** Rows that Page Up and Page Down move by. */
const PAGE = 8

/** Where a key leads in the list; null for a key that moves nothing. `at` is -1 where nothing is current. */
export function stepInList(key: string, at: number, count: number): number | null {
  const last = count - 1
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: last }[key]
  if (to === undefined || count === 0) return null
  return Math.max(0, Math.min(last, to))
}

/** Both ends and all between them; `from` null or unknown: the other end alone. */
export function rangeOf(ids: readonly string[], from: string | null, to: string): readonly string[] {
  const at = ids.indexOf(to)
  const first = from === null ? -1 : ids.indexOf(from)
  return first < 0 ? [to] : ids.slice(Math.min(first, at), Math.max(first, at) + 1)
}

/** Which one is current after some were taken away: the next that is left, else the one before. */
export function neighbourOf(ids: readonly string[], current: string | null, gone: ReadonlySet<string>): string | null {
  const at = current === null ? -1 : ids.indexOf(current)
  const after = ids.slice(Math.max(0, at)).find(id => !gone.has(id))
  return after ?? ids.slice(0, Math.max(0, at)).findLast(id => !gone.has(id)) ?? null
}
