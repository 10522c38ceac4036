/*
 * Rows of a capture as bytes: never decoded, so that fifty panes of ten thousand rows cost no strings.
 */

/** Rows one after the other, each with its line feed. */
export interface Rows {
  readonly bytes: Buffer
  /** Where each row begins, and at the end the length: one more than there are rows. */
  readonly starts: Uint32Array
}

const LF = 10
const EMPTY: Rows = { bytes: Buffer.alloc(0), starts: new Uint32Array([0]) }

/** How many rows these are. */
export function countOf(rows: Rows): number {
  return rows.starts.length - 1
}

/** A capture as rows; a last one without its line feed gets it. */
export function rowsIn(capture: Buffer): Rows {
  const whole = capture.length === 0 || capture[capture.length - 1] === LF
  const bytes = whole ? capture : Buffer.concat([capture, Buffer.from('\n')])
  const starts = [0]
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) starts.push(at + 1)
  return { bytes, starts: Uint32Array.from(starts) }
}

/** Exactly so many rows: what is beyond is dropped (`show-buffer` may add an empty one), what is missing is empty. */
export function exactly(rows: Rows, count: number): Rows {
  if (countOf(rows) >= count) return slice(rows, 0, count)
  return rowsIn(Buffer.concat([rows.bytes, Buffer.alloc(count - countOf(rows), LF)]))
}

/** Rows `from` up to, not with, `to`. */
export function slice(rows: Rows, from: number, to = countOf(rows)): Rows {
  const [first, last] = [rows.starts[from] ?? 0, rows.starts[to] ?? 0]
  return { bytes: rows.bytes.subarray(first, last), starts: rows.starts.subarray(from, to + 1).map(at => at - first) }
}

/** All rows of these, in order. */
export function join(all: readonly Rows[]): Rows {
  if (all.length === 1) return all[0] ?? EMPTY
  const starts = new Uint32Array(all.reduce((sum, rows) => sum + countOf(rows), 1))
  let [row, byte] = [1, 0]
  for (const rows of all) {
    for (let i = 1; i < rows.starts.length; i += 1) starts[row++] = byte + (rows.starts[i] ?? 0)
    byte += rows.bytes.length
  }
  return { bytes: Buffer.concat(all.map(rows => rows.bytes)), starts }
}

/** A cheap hash of each row (FNV-1a, 32 bits; the byte loop takes about 1 ns a byte). Proves nothing, tells rows apart. */
export function hashesOf({ bytes, starts }: Rows): Uint32Array {
  const hashes = new Uint32Array(starts.length - 1)
  for (let row = 0; row < hashes.length; row += 1) {
    const end = starts[row + 1] ?? 0
    let hash = 0x811c9dc5
    for (let at = starts[row] ?? 0; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
    hashes[row] = hash
  }
  return hashes
}

/** Bounds of a part, rows. */
const LEAST = 500
const MOST = 4000
/** One row of a thousand ends a part, by bits of its hash. */
const EVERY = 1000

/** The low bits of FNV are weak for short rows: mixed before they decide. */
function mixed(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 8
}

/** Where a part ends that begins with this row, as the row behind it. */
function endOfPart(hashes: Uint32Array, from: number): number {
  const last = Math.min(from + MOST, hashes.length)
  let least = Number.POSITIVE_INFINITY
  let end = last
  for (let row = from + LEAST - 1; row < last; row += 1) {
    const value = mixed(hashes[row] ?? 0)
    if (value % EVERY === 0) return row + 1
    if (value < least) {
      least = value
      end = row + 1
    }
  }
  // Rows that repeat themselves may hold no end: then the least of them is one, so that the parts keep their phase.
  return last - from < MOST ? last : end
}

/**
 * Where rows are cut into parts of 500 to 4000 (the last may be shorter), as the rows behind each part. By content: from
 * some row on the same rows are cut at the same places soon after, so that a history that grew, or lost its oldest rows,
 * shares its parts. Cutting what stands behind a cut gives the same cuts as cutting all.
 */
export function cutsOf(hashes: Uint32Array): number[] {
  const cuts: number[] = []
  for (let row = 0; row < hashes.length; ) {
    row = endOfPart(hashes, row)
    cuts.push(row)
  }
  return cuts
}
