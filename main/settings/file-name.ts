/** Cut at a whole character. */
function cutBytes(text: string, most: number): string {
  let cut = ''
  let bytes = 0
  for (const char of text) {
    bytes += Buffer.byteLength(char)
    if (bytes > most) break
    cut += char
  }
  return cut
}

/**
 * A part of a file's name from hostile text: letters (with their marks), digits, `.`, `-` and `_` stay, anything else
 * becomes one `_`; no dot in front, so that nothing is hidden or means a folder.
 */
export function namePart(text: string, most: number, fallback: string): string {
  const plain = text
    .slice(0, 1000)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '')
  return cutBytes(plain, most).replace(/[._-]+$/, '') || fallback
}

const two = (value: number) => String(value).padStart(2, '0')

/** `20260715-093000`, in local time. */
export function stamp(at: Date): string {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}
