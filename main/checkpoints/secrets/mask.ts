import { findSecrets } from './find'

/** What stands in the place of a secret, the same everywhere. */
export function maskOf(kind: string): string {
  return `‹masked: ${kind}›`
}

export interface Masked<T> {
  readonly value: T
  /** How many secrets were masked. */
  readonly count: number
}

/** A text with its secrets masked. `inBytes`: it is "binary", one character a byte, and so is the result. */
export function maskText(text: string, inBytes = false): Masked<string> {
  const found = findSecrets(text)
  if (found.length === 0) return { value: text, count: 0 }
  let value = ''
  let at = 0
  for (const { from, to, kind } of found) {
    const mask = maskOf(kind)
    value += text.slice(at, from) + (inBytes ? Buffer.from(mask).toString('latin1') : mask)
    at = to
  }
  return { value: value + text.slice(at), count: found.length }
}

const LF = 10
/** Bytes that are masked in one go, up to the next line's end: about 10 ms in which the host does nothing else. */
const PIECE = 1 << 18

/**
 * Bytes of lines, such as a transcript's, with their secrets masked: lines of JSON stay JSON. Between pieces of 256 KB
 * everything else goes on. Gives the same buffer back when it holds none.
 * @param check is called before each piece; what it throws ends it
 */
export async function maskLines(bytes: Buffer, check = () => {}): Promise<Masked<Buffer>> {
  const pieces: Buffer[] = []
  let count = 0
  for (let at = 0; at < bytes.length; ) {
    check()
    const end = bytes.indexOf(LF, Math.min(at + PIECE, bytes.length))
    const to = end < 0 ? bytes.length : end + 1
    const piece = bytes.subarray(at, to)
    const masked = maskText(piece.toString('latin1'), true)
    count += masked.count
    pieces.push(masked.count === 0 ? piece : Buffer.from(masked.value, 'latin1'))
    at = to
    await new Promise(resolve => setImmediate(resolve))
  }
  return count === 0 ? { value: bytes, count } : { value: Buffer.concat(pieces), count }
}
