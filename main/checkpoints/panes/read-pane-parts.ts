import type { BlobRef } from '../../../ipc/checkpoint'
import type { PaneId } from '../../../ipc/model'
import { lastRows, maskParts } from '../secrets/mask-parts'
import type { Blobs } from '../store/blobs'
import { type KnownRows, type PaneText, readByChunks, readPane } from './read-pane'
import type { Chunk, ChunkReader } from './read-pane-chunk'
import { countOf, cutsOf, hashesOf, join, type Rows, slice } from './read-pane-rows'

/** A pane's text that is kept in parts, the oldest first. */
export interface KeptText {
  readonly parts: readonly BlobRef[]
  /** Rows in them, a few more than asked for where an older part is used again as a whole. */
  readonly rows: number
  /** What they added to the disk, bytes. */
  readonly added: number
  /** Cells. */
  readonly width: number
  readonly height: number
  readonly cursor: Chunk['cursor']
  /** The visible rows. */
  readonly screen: Buffer
}

interface Part {
  readonly ref: BlobRef
  readonly rows: number
  /** What it added to the disk when it was read ahead, until a checkpoint has counted that; bytes. */
  readonly ahead: number
}

interface Memory extends KnownRows {
  /** From `top` to `cut`. */
  readonly parts: readonly Part[]
  readonly cut: number
  /** From `cut` to `kept`: rows that will be part of the next part, as they were read. */
  readonly tail: Rows
  /** Rows in front of the tail, as many as the search for secrets looks at: one may begin there. */
  readonly before: Buffer
  /** Secrets in the parts were masked. */
  readonly masked: boolean
}

export interface KeepWish {
  /** Rows of history, at most. */
  readonly lines: number
  readonly blobs: Blobs
  /** Known shapes of secrets are masked before anything is put. */
  readonly mask?: boolean
  readonly signal?: AbortSignal | undefined
}

/** A pane's history as tmux lists it. */
export interface HistoryFacts {
  readonly id: PaneId
  /** Cells. */
  readonly width: number
  /** Rows above the screen. */
  readonly history: number
}

export interface PaneKeeper {
  /**
   * Reads a pane (`readPane`) and puts its parts. What is known of its history from before is not read again; to be called
   * while no part can be collected. Throws as `readPane`, and as `Blobs.put`.
   */
  keep(pane: PaneId, wish: KeepWish): Promise<KeptText>
  /**
   * Reads and puts what will not change any more of a pane's history, so that the next `keep` need not; resolves with what
   * that added to the disk, bytes. A pane that cannot be read in small captures, as it floods, is left to `keep`. Throws as
   * `keep`.
   * @param gentle takes its time between captures
   */
  ahead(pane: PaneId, wish: KeepWish, gentle: ChunkReader): Promise<number>
  /** Rows of a history that came since it was last read, all of them where it has to be read anew. */
  unread(pane: HistoryFacts, wish: Pick<KeepWish, 'lines' | 'mask'>): number
  /** Parts that are used again by the next `keep`, though no checkpoint may name them yet; hashes. */
  held(): Set<string>
  /** Forgets panes that are gone. */
  follow(ids: ReadonlySet<PaneId>): void
}

/** Rows that are read ahead at once: 3.5 ms in which tmux does nothing else (3.3a). */
const AHEAD_AT_ONCE = 500

/** What was kept before, while all of it is still there, and the setting is the same. */
async function usable(memory: Memory | undefined, mask: boolean, blobs: Blobs): Promise<Memory | null> {
  if (!memory || memory.masked !== mask) return null
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

interface PutWish {
  readonly blobs: Blobs
  /** The rows in front, and the pane's width, by which secrets are found; null: rows are put as they are. */
  readonly mask: { readonly before: Buffer; readonly width: number } | null
  /** Only parts that end before this row are put; those behind are still looked at for secrets. */
  readonly settled: number
}

async function putParts(rows: Rows, cuts: readonly number[], { blobs, mask, settled }: PutWish) {
  const raw = cuts.map((end, i) => slice(rows, cuts[i - 1] ?? 0, end).bytes)
  const parts = mask ? await maskParts(raw, mask.before, mask.width) : raw
  const wanted = cuts.filter(end => end <= settled)
  const put = wanted.map(async (end, i) => {
    const from = cuts[i - 1] ?? 0
    const { ref, added } = await blobs.put(parts[i] ?? Buffer.alloc(0))
    return { part: { ref, rows: end - from, ahead: 0 }, added }
  })
  return Promise.all(put)
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** What was read of a pane, with what of it is at hand already. */
interface Joined {
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

function joinWith(known: Memory | null, text: PaneText, lines: number): Joined {
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

/** Puts the parts of the fresh rows that end before place `end`. */
function putFresh({ text, fresh, start, before, hashes }: Joined, { blobs, mask }: KeepWish, end: number) {
  const around = mask ? { before, width: text.width } : null
  return putParts(fresh, cutsOf(hashes), { blobs, mask: around, settled: end - start })
}

/** Bytes of a tail that are kept in memory at most; a longer one is read again. */
const MOST_TAIL = 1_000_000

/** Parts whose rows are all history, which does not change any more, and the rows of history behind them. */
function remember({ text, old, fresh, start, before, all }: Joined, put: readonly Part[], masked: boolean): Memory {
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

/** Keeps the text of panes, and remembers of each which parts of its history are kept already. */
export function createPaneKeeper(reader: ChunkReader): PaneKeeper {
  const memories = new Map<PaneId, Memory>()

  return {
    async keep(pane, wish) {
      const { lines, blobs, signal, mask = false } = wish
      const known = await usable(memories.get(pane), mask, blobs)
      const text = await readPane(reader, pane, { lines, known, signal })
      const joined = joinWith(known, text, lines)
      const put = await putFresh(joined, wish, Number.POSITIVE_INFINITY)
      const counted = joined.old.parts.map(part => ({ ...part, ahead: 0 }))
      const fresh = put.map(one => one.part)
      memories.set(pane, remember({ ...joined, old: { ...joined.old, parts: counted } }, fresh, mask))
      const parts = [...counted, ...fresh]
      const { width, height, cursor } = text
      return {
        parts: parts.map(one => one.ref),
        rows: sum(parts.map(one => one.rows)),
        added: sum(put.map(one => one.added)) + sum(joined.old.parts.map(one => one.ahead)),
        ...{ width, height, cursor },
        screen: slice(text.rows, countOf(text.rows) - height).bytes,
      }
    },
    async ahead(pane, wish, gentle) {
      const { lines, blobs, signal, mask = false } = wish
      const known = await usable(memories.get(pane), mask, blobs)
      const text = await readByChunks(gentle, pane, { lines, known, signal, step: AHEAD_AT_ONCE })
      if (!text) return 0
      const joined = joinWith(known, text, lines)
      // The part that reaches into the screen changes yet.
      const put = await putFresh(joined, wish, text.history)
      const fresh = put.map(({ part, added }) => ({ ...part, ahead: added }))
      memories.set(pane, remember(joined, fresh, mask))
      return sum(put.map(one => one.added))
    },
    unread({ id, width, history }, { lines, mask = false }) {
      const memory = memories.get(id)
      const end = memory ? memory.top + memory.hashes.length : 0
      const goesOn = memory?.masked === mask && memory.width === width && memory.top <= Math.max(0, history - lines)
      return goesOn && history >= end ? history - end : history
    },
    held: () => new Set([...memories.values()].flatMap(memory => memory.parts.map(part => part.ref.hash))),
    follow(ids) {
      for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id)
    },
  }
}
