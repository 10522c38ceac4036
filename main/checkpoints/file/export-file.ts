import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import type { Checkpoint } from '../../../ipc/checkpoint'
import type { CallOut, CallParsed } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { absoluteFolder } from '../../sessions/folder'
import { namePart, stamp } from '../../settings/file-name'
import { problemWords, writeNewFile } from '../../settings/new-file'
import { makeFolders } from '../../settings/side-file'
import { wasCancelled } from '../cancelled'
import { type Blobs, hashOf } from '../store/blobs'
import type { CheckpointStore } from '../store/store'
import { MANIFEST, manifestOf, PARTS, SUMS, sumsOf } from './format'
import { bytesToGather, type Gathered, gather } from './gather'
import { createSteps, type FileHow } from './progress'
import { readBytes } from './read-bytes'
import { paddingOf, TAR_END, tarHeader } from './tar'

interface ExportOptions {
  readonly store: Pick<CheckpointStore, 'get' | 'saving'>
  /** Of this Quarterdeck. */
  readonly version: string
}

interface Place {
  /** Absolute, and there. */
  readonly folder: string
  readonly mask: boolean
  readonly blobs: Blobs
  readonly how: FileHow
}

const pack = promisify(gzip)

/**
 * `SESSION_NAME_20261112-101500.quarterdeck`, by the checkpoint's time; at most 120 bytes. Names are hostile text.
 * `count` from 2 on makes it another name.
 */
export function exportName({ session, name, at }: Pick<Checkpoint, 'session' | 'name' | 'at'>, count = 1): string {
  const parts = [namePart(session, 48, 'session'), namePart(name, 40, ''), stamp(new Date(at))].filter(Boolean)
  return `${parts.join('_')}${count > 1 ? `-${count}` : ''}.quarterdeck`
}

/** A file that has no name any more: whatever happens to us, nothing of it stays. */
async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

/** Packs all parts into the file, and says what the checkpoint became. */
async function packParts(
  checkpoint: Checkpoint,
  file: FileHandle,
  how: Parameters<typeof gather>[1],
): Promise<Gathered> {
  const done: Gathered[] = []
  async function* entries() {
    done.push(yield* gather(checkpoint, how))
  }
  await pipeline(entries(), createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const piece of packed) await file.writeFile(piece)
  })
  const [gathered] = done
  if (!gathered) throw new Error('the parts ended early')
  return gathered
}

function entry(name: string, bytes: Buffer, at: number): Buffer {
  return Buffer.concat([tarHeader(name, bytes.length, at), bytes, Buffer.alloc(paddingOf(bytes.length))])
}

/** The whole file: manifest, parts and checksums, each packed by itself, which one after the other is one gzip. */
async function* archive(
  manifest: Buffer,
  { parts }: Gathered,
  packed: AsyncIterable<Buffer>,
  at: number,
): AsyncGenerator<Buffer> {
  yield await pack(entry(MANIFEST, manifest, at))
  yield* packed
  const sums = sumsOf([
    [MANIFEST, hashOf(manifest)],
    ...parts.map(part => [`${PARTS}${part.hash}`, part.hash] as const),
  ])
  yield await pack(Buffer.concat([entry(SUMS, Buffer.from(sums), at), TAR_END]))
}

/** Exports checkpoints as files. */
export function createExport({ store, version }: ExportOptions) {
  async function write(checkpoint: Checkpoint, { folder, mask, blobs, how }: Place) {
    const at = Date.now()
    const steps = createSteps('export', checkpoint.session, how)
    const packed = await openNameless(folder)
    try {
      const packing = steps(1, bytesToGather(checkpoint, mask))
      const gathered = await packParts(checkpoint, packed, { blobs, mask, step: packing, at })
      const facts = { app: version, exported: at, masked: mask, checkpoint: gathered.checkpoint, parts: gathered.parts }
      const manifest = Buffer.from(`${JSON.stringify(manifestOf(facts), null, 1)}\n`)
      const nameOf = (count: number) => exportName(gathered.checkpoint, count)
      const pieces = readBytes(packed, steps(2, (await packed.stat()).size))
      const path = await writeNewFile(folder, nameOf, archive(manifest, gathered, pieces, at))
      // Cancelled while the disk took the last of it.
      if (how.signal?.aborted) {
        await rm(path)
        throw wasCancelled()
      }
      const { masked, problems } = gathered
      return { path, bytes: (await stat(path)).size, masked, problems }
    } finally {
      await packed.close()
    }
  }

  /**
   * Writes a checkpoint as one new file (0600) and says where. No file is left behind when it fails. Throws HostError
   * `bad-input` (no such checkpoint), `store-damaged` (its manifest), `bad-folder` (the path is relative, the folder cannot
   * be made or written, the disk is full), `cancelled`.
   */
  return async (
    { id, folder, mask }: Omit<CallParsed<'checkpoint.export'>, 'runId'>,
    how: FileHow = {},
  ): Promise<CallOut<'checkpoint.export'>> => {
    const where = absoluteFolder(folder)
    const checkpoint = await store.get(id)
    try {
      await makeFolders(where)
      // No part is collected meanwhile.
      return await store.saving(blobs => write(checkpoint, { folder: where, mask, blobs, how }))
    } catch (error) {
      if (error instanceof HostError) throw error
      throw new HostError('bad-folder', `Nothing could be written to ${where}.`, problemWords(error))
    }
  }
}
