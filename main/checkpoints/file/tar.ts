/** Bytes; everything in a tar is padded to whole blocks. */
export const BLOCK = 512
/** Two empty blocks end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

/** Octal digits with leading zeros and a NUL, as wide as the field. */
const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`

/** Empty bytes behind an entry of that size. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}

function checksum(header: Buffer): number {
  let sum = 0
  // The checksum's own place counts as blanks.
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0)
  return sum
}

/**
 * The header of a plain file (POSIX ustar). Nothing of the machine is in it: no owner, mode 0600.
 * @param name ASCII, at most 99 characters
 * @param size bytes, below 8 GB
 * @param at Unix ms
 */
export function tarHeader(name: string, size: number, at: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 99, 'latin1')
  header.write(octal(0o600, 8), 100, 'latin1')
  header.write(octal(0, 8), 108, 'latin1')
  header.write(octal(0, 8), 116, 'latin1')
  header.write(octal(size, 12), 124, 'latin1')
  header.write(octal(Math.max(0, Math.floor(at / 1000)), 12), 136, 'latin1')
  header.write('0', 156, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  header.write(`${octal(checksum(header), 7)} `, 148, 'latin1')
  return header
}

/** What a header says, or why it is refused; `end` for an empty block. */
export type TarHeader =
  | { readonly kind: 'file'; readonly name: string; readonly size: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'bad'; readonly why: string }

const bad = (why: string): TarHeader => ({ kind: 'bad', why })

function textAt(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('latin1')
}

/** A number in octal digits; GNU's binary form (for more than 8 GB) is none that we take. */
function numberAt(header: Buffer, from: number, length: number): number | null {
  const text = textAt(header, from, length).trim()
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : null
}

/** Reads a header strictly: of all that a tar may hold (links, devices, folders, long names) only plain files pass. */
export function readTarHeader(header: Buffer): TarHeader {
  if (header.every(byte => byte === 0)) return { kind: 'end' }
  if (numberAt(header, 148, 8) !== checksum(header)) return bad('a header is damaged')
  const type = String.fromCharCode(header[156] ?? 0)
  if (type !== '0' && type !== '\0') return bad('it holds a link, a folder or a device')
  if (textAt(header, 157, 100) !== '' || textAt(header, 345, 155) !== '') return bad('it holds a link or a long name')
  const size = numberAt(header, 124, 12)
  const name = textAt(header, 0, 100)
  if (size === null) return bad('a size is no number')
  return { kind: 'file', name, size }
}
