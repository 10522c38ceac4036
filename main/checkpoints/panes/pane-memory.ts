import type { BlobRef } from '../../../ipc/checkpoint'
import type { PaneId } from '../../../ipc/model'
import { lastRows } from '../secrets/mask-parts'
import type { Blobs } from '../store/blobs'
import type { KnownRows, PaneText } from './read-pane'
import { countOf, hashesOf, join, type Rows, rowsIn, slice } from './read-pane-rows'

/*
 * What is known of a pane's history from when it was read last: which parts are kept, and the newest rows behind them.
 */

/** Rows of a history that are kept as one blob. */
export interface Part {
  readonly ref: BlobRef
  readonly rows: number
  /** What it added to the disk when it was read ahead, until a checkpoint has counted that; bytes. */
  readonly ahead: number
}

/** What is kept of a pane's history, for a host that starts later; rows as they were read, never masked ones. */
export interface RememberedPane {
  readonly id: PaneId
  /** Cells. */
  readonly width: number
  /** Place of the first row, counted from the oldest row of the history. */
  readonly top: number
  readonly parts: readonly Part[]
}

export interface Memory extends KnownRows {
  /** From `top` to `cut`. */
  readonly parts: readonly Part[]
  readonly cut: number
  /** From `cut` to `kept`: rows that will be part of the next part, as they were read. */
  readonly tail: Rows
  /** Rows in front of the tail, as many as the search for secrets looks at: one may begin there. */
  readonly before: Buffer
  /** Secrets in the parts were masked. */
  readonly masked: boolean
  /** By an earlier host: its rows were not hashed yet. */
  readonly recalled?: true
}

/** What an earlier host has kept of a pane, as far as this one knows it by now. */
export function recalledMemory({ width, top, parts }: RememberedPane): Memory {
  const cut = parts.reduce((end, part) => end + part.rows, top)
  const none = { hashes: new Uint32Array(), tail: rowsIn(Buffer.alloc(0)), before: Buffer.alloc(0) }
  return { ...none, width, top, parts, cut, kept: cut, masked: false, recalled: true }
}

/** What an earlier host has kept, with the hashes of its rows; null when a part is not what it was. */
async function withHashes(memory: Memory, blobs: Blobs): Promise<Memory | null> {
  const bytes = await Promise.all(memory.parts.map(part => blobs.get(part.ref))).catch(() => [])
  const rows = bytes.map(rowsIn)
  if (memory.parts.some((part, i) => !rows[i] || countOf(rows[i]) !== part.rows)) return null
  const { recalled, ...plain } = memory
  return { ...plain, hashes: hashesOf(join(rows)) }
}

/** What was kept before, while all of it is still there, and the setting is the same. */
export async function usable(memory: Memory | undefined, mask: boolean, blobs: Blobs): Promise<Memory | null> {
  if (!memory || memory.masked !== mask) return null
  if (memory.recalled) return withHashes(memory, blobs)
  const there = await Promise.all(memory.parts.map(({ ref }) => blobs.has(ref.hash)))
  return there.every(Boolean) ? memory : null
}

/** Old parts that still hold wanted rows, and the place where they begin. */
function stillWanted(memory: Memory, floor: number): { parts: Part[]; top: number } {
  const parts = [...memory.parts]
  let { top } = memory
  while (parts[0] && top + parts[0].rows <= floor) top += parts.shift()?.rows ?? 0
  return { parts, top }
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** What was read of a pane, with what of it is at hand already. */
export interface Joined {
  readonly text: PaneText
  /** Still wanted of what was kept, and where it begins. */
  readonly old: { readonly parts: readonly Part[]; readonly top: number }
  /** All rows behind the old parts, of which the first stands at place `start`. */
  readonly fresh: Rows
  readonly start: number
  /** Rows in front of them, by which secrets are found. */
  readonly before: Buffer
  /** Of the fresh rows. */
  readonly hashes: Uint32Array
  /** Of all rows from `old.top` on. */
  readonly all: Uint32Array
}

/** What was read, put together with what is known. `lines`: rows of history that are wanted. */
export function joinWith(known: Memory | null, text: PaneText, lines: number): Joined {
  if (!text.joined || !known) {
    const hashes = hashesOf(text.rows)
    const old = { parts: [], top: text.top }
    return { text, old, fresh: text.rows, start: text.top, before: Buffer.alloc(0), hashes, all: hashes }
  }
  const old = stillWanted(known, text.history - lines)
  const fresh = join([known.tail, slice(text.rows, known.kept - text.top)])
  const hashes = hashesOf(fresh)
  const earlier = known.hashes.subarray(old.top - known.top, known.cut - known.top)
  return { text, old, fresh, start: known.cut, before: known.before, hashes, all: concat(earlier, hashes) }
}

/** Bytes of a tail that are kept in memory at most; a longer one is read again. */
const MOST_TAIL = 1_000_000

/** Parts whose rows are all history, which does not change any more, and the rows of history behind them. */
export function remember(
  { text, old, fresh, start, before, all }: Joined,
  put: readonly Part[],
  masked: boolean,
): Memory {
  const stable: Part[] = [...old.parts]
  let cut = start
  for (const part of put) {
    if (cut + part.rows > text.history) break
    cut += part.rows
    stable.push(part)
  }
  const above = cut > start ? lastRows(slice(fresh, 0, cut - start).bytes) : before
  const rows = slice(fresh, cut - start, Math.max(cut, text.history) - start)
  const tail = rows.bytes.length <= MOST_TAIL ? rows : slice(rows, 0, 0)
  return {
    ...{ width: text.width, top: old.top, masked, parts: stable, cut, kept: cut + countOf(tail) },
    hashes: all.slice(0, Math.max(0, text.history - old.top)),
    // Copies, as a piece of it would keep all that was read in memory.
    tail: { ...tail, bytes: Buffer.from(tail.bytes) },
    before: Buffer.from(above),
  }
}
