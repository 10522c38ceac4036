import type { FileHandle } from 'node:fs/promises'
import { PIECE, type Step } from '../store/pieces'

/** A file from its beginning, in pieces; the handle stays open, however the reading ends. */
export async function* readBytes(file: FileHandle, step: Step): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at)
    if (bytesRead === 0) return
    at += bytesRead
    step(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}
