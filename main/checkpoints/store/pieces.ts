/** Bytes that are read, packed and counted at once: a cancel waits for no more than one piece. */
export const PIECE = 1 << 18

/** Bytes in memory, in pieces. */
export function* piecesOf<T extends Uint8Array>(bytes: T): Generator<T> {
  // A part of a Buffer is one too.
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE) as T
}

/** Is told how many bytes more were done, 0 to be asked only; what it throws ends the work. */
export type Step = (bytes: number) => void
