import { type Masked, maskText } from './mask'
import { maskRows } from './mask-rows'

/** Rows before and behind a part that are looked at with it: a secret may begin in one part and end in the next. */
const AROUND = 100
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

/** Where so many line feeds are over, from the start. */
function behindRows(text: string, rows: number): number {
  let at = 0
  for (let row = 0; row < rows; row += 1) at = text.indexOf('\n', at) + 1
  return at
}

function countRows(bytes: Buffer): number {
  let rows = 0
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) rows += 1
  return rows
}

/**
 * One part of a pane's text with its secrets masked, seen together with the rows around it. The same rows are masked the
 * same way each time. Gives the same buffer back when nothing of it changed.
 * @param before rows in front of the part (`lastRows`), empty or ending in a line feed
 * @param after rows behind it (`firstRows`)
 * @param width cells of the pane
 */
export function maskPart(part: Buffer, before: Buffer, after: Buffer, width: number): Masked<Buffer> {
  const all = Buffer.concat([before, part, after]).toString('latin1')
  const masked = maskRows(all, width)
  if (masked.count === 0) return { value: part, count: 0 }
  const outside = maskRows(Buffer.concat([before, after]).toString('latin1'), width).count
  // Masking keeps every line feed: rows tell where the part begins and ends.
  const from = behindRows(masked.value, countRows(before))
  const last = part.at(-1) === LF || after.length === 0
  const to = last && after.length > 0 ? from + behindRows(masked.value.slice(from), countRows(part)) : masked.value.length
  const value = Buffer.from(masked.value.slice(from, last ? to : undefined), 'latin1')
  return value.equals(part) ? { value: part, count: 0 } : { value, count: Math.max(1, masked.count - outside) }
}

/** All strings of a value masked, wherever they stand; `keep` names the fields that stay as they are. */
export function maskStrings<T>(value: T, keep: ReadonlySet<string>, counted: (count: number) => void): T {
  const walk = (one: unknown, name: string): unknown => {
    if (keep.has(name)) return one
    if (typeof one === 'string') {
      const masked = maskText(one)
      counted(masked.count)
      return masked.value
    }
    if (Array.isArray(one)) return one.map(item => walk(item, ''))
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner, key)]))
  }
  return walk(value, '') as T
}
