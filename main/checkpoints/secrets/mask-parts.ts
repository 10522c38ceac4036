import type { Masked } from './mask'
import { maskRows } from './mask-rows'

/** Rows before and behind a part that are looked at with it: a secret may begin in one part and end in the next. */
export const AROUND = 100
/** Bytes of them at most: some terminals have very long rows. */
const MOST_AROUND = 64_000
const LF = 10

/** The newest rows of these bytes, as whole rows. */
export function lastRows(bytes: Buffer): Buffer {
  let from = bytes.length
  for (let rows = 0; rows < AROUND && from > 0; rows += 1) {
    const before = from < 2 ? 0 : bytes.lastIndexOf(LF, from - 2) + 1
    if (bytes.length - before > MOST_AROUND) break
    from = before
  }
  return bytes.subarray(from)
}

/** The oldest rows of these bytes, as whole rows. */
export function firstRows(bytes: Buffer): Buffer {
  let to = 0
  for (let rows = 0; rows < AROUND && to < bytes.length; rows += 1) {
    const end = bytes.indexOf(LF, to)
    const next = end < 0 ? bytes.length : end + 1
    if (next > MOST_AROUND) break
    to = next
  }
  return bytes.subarray(0, to)
}

const NONE = Buffer.alloc(0)
const binary = (bytes: Buffer) => bytes.toString('latin1')

/**
 * One part of a pane's text with its secrets masked, seen together with the rows around it. The same rows are masked the
 * same way each time. Gives the same buffer back when nothing of it changed; `count` is of secrets that begin in it.
 * @param before rows in front of the part (`lastRows`)
 * @param after rows behind it (`firstRows`)
 * @param width cells of the pane
 */
export function maskPart(part: Buffer, before: Buffer, after: Buffer, width: number): Masked<Buffer> {
  const rows = binary(part)
  const masked = maskRows({ before: binary(before), rows, after: binary(after) }, width)
  return { value: masked.value === rows ? part : Buffer.from(masked.value, 'latin1'), count: masked.count }
}

/**
 * All parts of a pane's text with their secrets masked. Between two of them everything else goes on: a part of 4000 rows
 * takes about 20 ms.
 * @param before rows in front of the first (`lastRows`)
 */
export async function maskParts(parts: readonly Buffer[], before: Buffer, width: number): Promise<Buffer[]> {
  const masked: Buffer[] = []
  for (const [at, part] of parts.entries()) {
    const above = parts[at - 1]
    masked.push(maskPart(part, above ? lastRows(above) : before, firstRows(parts[at + 1] ?? NONE), width).value)
    await new Promise(resolve => setImmediate(resolve))
  }
  return masked
}
