import type { BlobRef } from '../../ipc/checkpoint'
import type { PaneId } from '../../ipc/model'
import type { Blobs } from './blobs'
import { type KnownRows, type PaneText, readPane } from './read-pane'
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

export interface PaneKeeper {
  /**
   * Reads a pane (`readPane`) and puts its parts. What is known of its history from before is not read again; to be called
   * while no part can be collected. Throws as `readPane`, and as `Blobs.put`.
   */
  keep(pane: PaneId, wish: KeepWish): Promise<KeptText>
  /** Forgets panes that are gone. */
  follow(ids: ReadonlySet<PaneId>): void
}

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

/** `mask`: the rows in front of these, and the pane's width, by which secrets are found; null: they are put as they are. */
async function putParts(
  blobs: Blobs,
  rows: Rows,
  cuts: readonly number[],
  mask: { readonly before: Buffer; readonly width: number } | null,
) {
  const raw = cuts.map((end, i) => slice(rows, cuts[i - 1] ?? 0, end).bytes)
  const parts = mask ? await maskParts(raw, mask.before, mask.width) : raw
  const put = cuts.map(async (end, i) => {
    const from = cuts[i - 1] ?? 0
    const { ref, added } = await blobs.put(parts[i] ?? Buffer.alloc(0))
    return { part: { ref, rows: end - from }, added }
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

/** Keeps the text of panes, and remembers of each which parts of its history are kept already. */
export function createPaneKeeper(reader: ChunkReader): PaneKeeper {
  const memories = new Map<PaneId, Memory>()

  return {
    async keep(pane, { lines, blobs, signal, mask = false }) {
      const known = await usable(memories.get(pane), mask, blobs)
      const text = await readPane(reader, pane, { lines, known, signal })
      const old = text.joined && known ? stillWanted(known, text.history - lines) : { parts: [], top: text.top }
      const from = text.joined && known ? known.kept - text.top : 0
      const fresh = slice(text.rows, from)
      const hashes = hashesOf(fresh)
      const above = mask ? { before: lastRows(slice(text.rows, 0, from).bytes), width: text.width } : null
      const put = await putParts(blobs, fresh, cutsOf(hashes), above)
      const parts = [...old.parts, ...put.map(one => one.part)]
      const earlier = known ? known.hashes.subarray(old.top - known.top, known.kept - known.top) : new Uint32Array()
      memories.set(pane, remember(text, old.top, parts, text.joined ? concat(earlier, hashes) : hashes, mask))
      const { width, height, cursor } = text
      return {
        parts: parts.map(one => one.ref),
        rows: parts.reduce((sum, one) => sum + one.rows, 0),
        added: put.reduce((sum, one) => sum + one.added, 0),
        ...{ width, height, cursor },
        screen: slice(text.rows, countOf(text.rows) - height).bytes,
      }
    },
    follow(ids) {
      for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id)
    },
  }
}
