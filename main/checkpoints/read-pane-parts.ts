import type { BlobRef } from '../../ipc/checkpoint'
import type { PaneId } from '../../ipc/model'
import type { Blobs } from './blobs'
import { type KnownRows, type PaneText, readPane } from './read-pane'
import type { Chunk, ChunkReader } from './read-pane-chunk'
import { countOf, cutsOf, hashesOf, type Rows, slice } from './read-pane-rows'

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
}

export interface PaneKeeper {
  /**
   * Reads a pane (`readPane`) and puts its parts. What is known of its history from before is not read again; to be called
   * while no part can be collected. Throws as `readPane`, and as `Blobs.put`.
   */
  keep(pane: PaneId, wish: { lines: number; blobs: Blobs; signal?: AbortSignal | undefined }): Promise<KeptText>
  /** Forgets panes that are gone. */
  follow(ids: ReadonlySet<PaneId>): void
}

async function allThere(blobs: Blobs, { parts }: Memory): Promise<boolean> {
  const there = await Promise.all(parts.map(({ ref }) => blobs.has(ref.hash)))
  return there.every(Boolean)
}

/** Old parts that still hold wanted rows, and the place where they begin. */
function stillWanted(memory: Memory, floor: number): { parts: Part[]; top: number } {
  const parts = [...memory.parts]
  let { top } = memory
  while (parts[0] && top + parts[0].rows <= floor) top += parts.shift()?.rows ?? 0
  return { parts, top }
}

async function putParts(blobs: Blobs, rows: Rows, cuts: readonly number[]) {
  const put = cuts.map(async (end, i) => {
    const from = cuts[i - 1] ?? 0
    const { ref, added } = await blobs.put(slice(rows, from, end).bytes)
    return { part: { ref, rows: end - from }, added }
  })
  return Promise.all(put)
}

/** Parts whose rows are all history, which does not change any more, with the hashes of that history. */
function remember(text: PaneText, top: number, parts: readonly Part[], hashes: Uint32Array): Memory {
  const stable: Part[] = []
  let kept = top
  for (const part of parts) {
    if (kept + part.rows > text.history) break
    kept += part.rows
    stable.push(part)
  }
  return { width: text.width, top, kept, parts: stable, hashes: hashes.slice(0, Math.max(0, text.history - top)) }
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
    async keep(pane, { lines, blobs, signal }) {
      const before = memories.get(pane) ?? null
      const known = before && (await allThere(blobs, before)) ? before : null
      const text = await readPane(reader, pane, { lines, known, signal })
      const old = text.joined && known ? stillWanted(known, text.history - lines) : { parts: [], top: text.top }
      const fresh = text.joined && known ? slice(text.rows, known.kept - text.top) : text.rows
      const hashes = hashesOf(fresh)
      const put = await putParts(blobs, fresh, cutsOf(hashes))
      const parts = [...old.parts, ...put.map(one => one.part)]
      const earlier = known ? known.hashes.subarray(old.top - known.top, known.kept - known.top) : new Uint32Array()
      memories.set(pane, remember(text, old.top, parts, text.joined ? concat(earlier, hashes) : hashes))
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
