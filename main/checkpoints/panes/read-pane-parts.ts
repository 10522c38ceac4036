import type { BlobRef } from '../../../ipc/checkpoint'
import type { PaneId } from '../../../ipc/model'
import { maskParts } from '../secrets/mask-parts'
import type { Blobs } from '../store/blobs'
import {
  type Joined,
  joinWith,
  type Memory,
  type RememberedPane,
  recalledMemory,
  remember,
  usable,
} from './pane-memory'
import { readByChunks, readPane } from './read-pane'
import type { Chunk, ChunkReader } from './read-pane-chunk'
import { countOf, cutsOf, type Rows, slice } from './read-pane-rows'

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
  /** Rows of a history that came since it was last read, all of them where it was not by this host, or has to be anew. */
  unread(pane: HistoryFacts, wish: Pick<KeepWish, 'lines' | 'mask'>): number
  /** Parts that are used again by the next `keep`, though no checkpoint may name them yet; hashes. */
  held(): Set<string>
  /**
   * Forgets panes that are gone, and all of another server, whose panes may have the same ids; remembers what an earlier
   * host has kept of this one. To be awaited before panes are read. Never rejects.
   * @param server tells the life of a server from all others (`serverLife`)
   */
  follow(server: string, ids: ReadonlySet<PaneId>): Promise<void>
  /** What a later host can use of the server that is followed. */
  known(): { readonly server: string; readonly panes: RememberedPane[] }
}

/** Rows that are read ahead at once: 3.5 ms in which tmux does nothing else (3.3a). */
const AHEAD_AT_ONCE = 500

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

/** Puts the parts of the fresh rows that end before place `end`. */
function putFresh({ text, fresh, start, before, hashes }: Joined, { blobs, mask }: KeepWish, end: number) {
  const around = mask ? { before, width: text.width } : null
  return putParts(fresh, cutsOf(hashes), { blobs, mask: around, settled: end - start })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

type Recall = (server: string) => Promise<readonly RememberedPane[]>

/**
 * Keeps the text of panes, and remembers of each which parts of its history are kept already.
 * @param recall what an earlier host has kept of this server's panes; never rejects
 */
export function createPaneKeeper(reader: ChunkReader, recall: Recall = async () => []): PaneKeeper {
  const memories = new Map<PaneId, Memory>()
  let followed = ''
  let recalling: Promise<void> = Promise.resolve()

  async function recallAll(server: string): Promise<void> {
    const panes = await recall(server)
    if (server === followed) for (const pane of panes) memories.set(pane.id, recalledMemory(pane))
  }

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
      const goesOn =
        memory?.masked === mask &&
        !memory.recalled &&
        memory.width === width &&
        memory.top <= Math.max(0, history - lines)
      return goesOn && history >= end ? history - end : history
    },
    held: () => new Set([...memories.values()].flatMap(memory => memory.parts.map(part => part.ref.hash))),
    async follow(server, ids) {
      if (server !== followed) {
        followed = server
        memories.clear()
        recalling = recallAll(server)
      }
      await recalling
      for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id)
    },
    known: () => ({
      server: followed,
      panes: [...memories].flatMap(([id, { width, top, parts, masked }]) =>
        masked || parts.length === 0 ? [] : [{ id, width, top, parts }],
      ),
    }),
  }
}
