import type { PaneId } from '../../../ipc/model'
import { stopIf } from '../cancelled'
import type { Chunk, ChunkReader } from './read-pane-chunk'
import { countOf, hashesOf, join, type Rows, slice } from './read-pane-rows'

/** Rows of a pane's history as they were read before: what tmux has in its history never changes there. */
export interface KnownRows {
  /** Cells; another width wraps all rows anew. */
  readonly width: number
  /** Place of the first row, counted from the oldest row of the history. */
  readonly top: number
  /** Hashes of the rows from `top` to the end of the history at that time. */
  readonly hashes: Uint32Array
  /** Place behind the last row that is at hand; rows from there on are wanted again. */
  readonly kept: number
}

/** A pane's text at one moment. */
export interface PaneText {
  /** The oldest first; the last `height` rows are the screen. */
  readonly rows: Rows
  /** Place of the first of them, counted from the oldest row of the history; with `known`: not beyond its `kept`. */
  readonly top: number
  /** True when all rows of `known` before `top` still stand there: they were not read again. */
  readonly joined: boolean
  readonly width: number
  readonly height: number
  /** Rows of history that the pane has. */
  readonly history: number
  readonly cursor: Chunk['cursor']
}

interface Wanted {
  /** Rows of history, at most. */
  readonly lines: number
  readonly known: KnownRows | null
  readonly signal?: AbortSignal | undefined
  /** Rows that are captured at once. */
  readonly step?: number
}

/** Rows that are captured at once: 8 to 16 ms in which tmux does nothing else (3.3a). */
const AT_ONCE = 2000
/** Rows above the screen when the rest is known. */
const NEWEST = 300
/** Rows that two captures must have in common. */
const OVERLAP = 16
/** Rows, and different ones among them, that prove that a history is the one that was known. */
const PROOF = 64
const DIFFERENT = 8
/** More rows captured of one pane than this mean that it writes faster than it can be read. */
const MOST_ROWS = 800_000

/** What was read so far: rows from place `low` to the screen's end, as of the moment of the first capture. */
interface Have {
  readonly rows: Rows
  readonly low: number
}

/** Where what is read has to begin at the latest: in front of what is wanted, and of `PROOF` rows that are known. */
function latestLow({ top, kept, hashes }: KnownRows): number {
  return Math.min(kept - 1, top + hashes.length - PROOF - 1)
}

/** Whether `known` goes on in what was read: `further` when more must be read to tell, or to reach what was kept. */
function meets(known: KnownRows, have: Have, first: Chunk): 'yes' | 'no' | 'further' {
  const end = known.top + known.hashes.length
  if (known.width !== first.width || first.history < end) return 'no'
  // The first row of a capture begins with all colours that hold there: the same row within a capture is written shorter.
  const from = Math.max(have.low + 1, known.top)
  const count = end - from
  if (count < PROOF || have.low > latestLow(known)) return have.low > known.top ? 'further' : 'no'
  const ours = hashesOf(slice(have.rows, from - have.low, end - have.low))
  const theirs = known.hashes.subarray(from - known.top)
  if (!ours.every((hash, i) => hash === theirs[i])) return 'no'
  // A history that lost rows at its top may pass for one that did not, where all rows are alike.
  return new Set(ours).size >= DIFFERENT ? 'yes' : 'further'
}

/**
 * The older rows of `chunk`, which was asked for `from`, put before what we have. Rows that came meanwhile move the window
 * down by as many, so it overlaps by more; null when that cannot be: rows were lost at the top, or cleared.
 */
function putBefore(have: Have, chunk: Chunk, asked: { from: number; history: number }): Have | null {
  const came = chunk.history - asked.history
  const start = asked.from + came
  const common = start + countOf(chunk.rows) - have.low
  if (came < 0 || start >= have.low || common < OVERLAP || common > countOf(have.rows)) return null
  const ours = slice(have.rows, 1, common).bytes
  const theirs = slice(chunk.rows, countOf(chunk.rows) - common + 1).bytes
  if (!ours.equals(theirs)) return null
  // The first row of a capture stands alone only at the very top.
  const skip = start === 0 ? 0 : 1
  const older = slice(chunk.rows, skip, have.low - start + 1)
  return { rows: join([older, slice(have.rows, 1)]), low: start + skip }
}

/** Where the next older capture begins: no further up than what is still to be met, or wanted at all. */
function nextFrom(have: Have, floor: number, old: KnownRows | null, step: number): number {
  const aim = old ? latestLow(old) - 1 : 0
  return Math.max(0, floor - 1, have.low - step, aim < have.low - 1 ? aim : 0)
}

/**
 * As `readPane`, in captures of `step` rows alone: null where they do not fit each other row by row, as the pane floods, its
 * history is full, or was cleared.
 */
export async function readByChunks(
  reader: ChunkReader,
  pane: PaneId,
  { lines, known, signal, step = AT_ONCE }: Wanted,
): Promise<PaneText | null> {
  stopIf(signal)
  const first = await reader.read(pane, { from: -Math.min(lines, known ? NEWEST : step), to: null })
  const floor = Math.max(0, first.history - lines)
  const facts = { width: first.width, height: first.height, history: first.history, cursor: first.cursor }
  let have: Have = { rows: first.rows, low: first.history + first.height - countOf(first.rows) }
  // More rows may be wanted than when it was read.
  let old = known && known.top <= floor ? known : null
  let history = first.history
  for (let count = 0; count < MOST_ROWS / step; count += 1) {
    const joint = old ? meets(old, have, first) : 'no'
    if (joint === 'yes') return { ...facts, rows: have.rows, top: have.low, joined: true }
    if (joint === 'no') old = null
    if (have.low <= floor) return { ...facts, rows: have.rows, top: have.low, joined: false }
    stopIf(signal)
    const from = nextFrom(have, floor, old, step)
    const chunk = await reader.read(pane, { from: from - history, to: have.low + OVERLAP - 1 - history })
    const more = putBefore(have, chunk, { from, history })
    if (!more) break
    have = more
    history = chunk.history
  }
  return null
}

/**
 * Reads a pane's history and screen with their colours, never pausing it: the screen and the newest rows in one moment,
 * older rows (which do not change) in captures of 2000, between which tmux serves everybody else. Each capture must fit the
 * one before row by row; where it does not (the pane floods, its history is full or was cleared), all is captured at once.
 * Throws HostError `no-such-pane`, `cancelled`, or what tmux refused.
 */
export async function readPane(reader: ChunkReader, pane: PaneId, wanted: Wanted): Promise<PaneText> {
  return (await readByChunks(reader, pane, wanted)) ?? readAtOnce(reader, pane, wanted.lines)
}

async function readAtOnce(reader: ChunkReader, pane: PaneId, lines: number): Promise<PaneText> {
  const { rows, ...facts } = await reader.read(pane, { from: -lines, to: null })
  return { ...facts, rows, top: facts.history + facts.height - countOf(rows), joined: false }
}
