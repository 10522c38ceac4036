/*
 * How many cells a text takes, nearly: good enough to tell a full row from one that was shortened after it had wrapped.
 * Nothing is placed by it, so an error costs a row's wrap flag and no cell.
 */

/** First and last code point of what tmux 3.3a and xterm.js (Unicode 11) draw two cells wide, in the main. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x17000, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f191, 0x1f19a],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f64f],
  [0x1f680, 0x1f6fc],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1faff],
  [0x20000, 0x3fffd],
]

const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u

function widthOf(code: number, char: string): number {
  if (ZERO.test(char)) return 0
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

/** Cells of a row given as binary text (one character a byte, UTF-8 inside), without control characters. */
export function cellsOf(binary: string): number {
  // Nearly all rows are plain ASCII, where a byte is a cell.
  if (!/[\x80-\xff]/.test(binary)) return binary.length
  let cells = 0
  for (const char of Buffer.from(binary, 'latin1').toString('utf8')) cells += widthOf(char.codePointAt(0) ?? 0, char)
  return cells
}
