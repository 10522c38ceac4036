import type { BlobRef } from '../../ipc/checkpoint'
import type { PaneId } from '../../ipc/model'
import type { Blobs } from './blobs'
import { type KnownRows, type PaneText, readByChunks, readPane } from './read-pane'
import type { Chunk, ChunkReader } from './read-pane-chunk'
import { countOf, cutsOf, hashesOf, type Rows, slice } from './read-pane-rows'
import { lastRows, maskParts } from './secrets/mask-parts'

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
  /** From `top` to `kept`. */
  readonly parts: readonly Part[]
  /** Their secrets were masked. */
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

/** Parts whose rows are all history, which does not change any more, with the hashes of that history. */
function remember(text: PaneText, top: number, parts: readonly Part[], hashes: Uint32Array, masked: boolean): Memory {
  const stable: Part[] = []
  let kept = top
  for (const part of parts) {
    if (kept + part.rows > text.history) break
    kept += part.rows
    stable.push(part)
  }
  const known = hashes.slice(0, Math.max(0, text.history - top))
  return { width: text.width, top, kept, parts: stable, hashes: known, masked }
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** What was read of a pane, with what of it is kept already. */
interface Joined {
  readonly text: PaneText
  /** Still wanted of what was kept, and where it begins. */
  readonly old: { readonly parts: Part[]; readonly top: number }
  /** Rows of `text` that are kept already. */
  readonly from: number
  /** Hashes of the rows behind them. */
  readonly hashes: Uint32Array
  /** Hashes from `old.top` to the end of what was read. */
  readonly all: Uint32Array
}

function joinWith(known: Memory | null, text: PaneText, lines: number): Joined {
  if (!text.joined || !known) {
    const hashes = hashesOf(text.rows)
    return { text, old: { parts: [], top: text.top }, from: 0, hashes, all: hashes }
  }
  const old = stillWanted(known, text.history - lines)
  const from = known.kept - text.top
  const hashes = hashesOf(slice(text.rows, from))
  const earlier = known.hashes.subarray(old.top - known.top, known.kept - known.top)
  return { text, old, from, hashes, all: concat(earlier, hashes) }
}

/** Puts the rows behind what is kept already, up to row `end` of what was read. */
function putFresh({ text, from, hashes }: Joined, { blobs, mask }: KeepWish, end: number) {
  const above = mask ? { before: lastRows(slice(text.rows, 0, from).bytes), width: text.width } : null
  return putParts(slice(text.rows, from), cutsOf(hashes), { blobs, mask: above, settled: end - from })
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
      const put = await putFresh(joined, wish, countOf(text.rows))
      const parts = [...joined.old.parts, ...put.map(one => one.part)]
      const counted = parts.map(part => ({ ...part, ahead: 0 }))
      memories.set(pane, remember(text, joined.old.top, counted, joined.all, mask))
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
      const put = await putFresh(joined, wish, text.history - text.top)
      const parts = [...joined.old.parts, ...put.map(({ part, added }) => ({ ...part, ahead: added }))]
      memories.set(pane, remember(text, joined.old.top, parts, joined.all, mask))
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
