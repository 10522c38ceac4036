import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { BlobRef } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { hasCode } from '../../settings/side-file'
import { hashOf } from '../store/blobs'
import { partsOf } from '../store/manifests'
import type { Step } from '../store/pieces'
import {
  AnyManifest,
  FileManifest,
  MANIFEST,
  MOST_BYTES,
  MOST_MANIFEST,
  MOST_PART,
  PARTS,
  SUMS,
  sumsOf,
  VERSION,
} from './format'
import { readBytes } from './read-bytes'
import { BLOCK, paddingOf, readTarHeader } from './tar'

/** Why a file is no checkpoint that may come in; nothing of it is kept then. */
export function refused(why: string): HostError {
  return new HostError('refused', `This file cannot be imported: ${why}.`)
}

/** Bytes of the stream in the sizes that are asked for. */
interface Source {
  /** Exactly so many bytes, at most 1 GB; they are gathered as they come, so that a size that lies costs no memory. */
  take(size: number): Promise<Buffer>
  /** Hands so many bytes on in pieces. */
  pass(size: number, piece: (bytes: Buffer) => void): Promise<void>
  /** The next bytes, however many, or null at the end. */
  some(): Promise<Buffer | null>
}

function sourceOf(stream: AsyncIterable<Buffer>): Source {
  const iterator = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function some(): Promise<Buffer | null> {
    if (rest.length > 0) {
      const now = rest
      rest = Buffer.alloc(0)
      return now
    }
    const next = await iterator.next()
    return next.done ? null : next.value
  }
  async function pass(size: number, piece: (bytes: Buffer) => void): Promise<void> {
    for (let left = size; left > 0; ) {
      const bytes = await some()
      if (!bytes) throw refused('it is cut off')
      piece(bytes.subarray(0, left))
      if (bytes.length > left) rest = bytes.subarray(left)
      left -= Math.min(left, bytes.length)
    }
  }
  return {
    some,
    pass,
    async take(size) {
      const pieces: Buffer[] = []
      await pass(size, bytes => pieces.push(bytes))
      return Buffer.concat(pieces)
    },
  }
}

/** The next entry's name and size, null at the archive's end. */
async function nextEntry(source: Source, before: string | null): Promise<{ name: string; size: number } | null> {
  const header = readTarHeader(await source.take(BLOCK))
  if (header.kind === 'bad') throw refused(header.why)
  if (header.kind === 'end') return null
  // The same name twice is told by what is left; here only what would be read before anything is known.
  if (before === null && header.name !== MANIFEST) throw refused('it does not begin with a manifest')
  return header
}

async function skipPadding(source: Source, size: number): Promise<void> {
  await source.pass(paddingOf(size), () => {})
}

function parseManifest(bytes: Buffer): FileManifest {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw refused('its manifest is no JSON')
  }
  const any = AnyManifest.safeParse(value)
  if (!any.success) throw refused('it is no checkpoint of Quarterdeck')
  if (any.data.version !== VERSION)
    throw refused(`it has the format ${any.data.version}, this Quarterdeck reads ${VERSION}`)
  const manifest = FileManifest.safeParse(value)
  if (manifest.success) return manifest.data
  const where = manifest.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? ''
  throw refused(`its manifest is not valid (${where.replace(/[^\w.-]/g, '_')})`)
}

async function readManifest(source: Source): Promise<{ manifest: FileManifest; hash: string }> {
  const entry = await nextEntry(source, null)
  if (!entry) throw refused('it is empty')
  if (entry.size > MOST_MANIFEST) throw refused('its manifest is too large')
  const bytes = await source.take(entry.size)
  await skipPadding(source, entry.size)
  const manifest = parseManifest(bytes)
  checkParts(manifest)
  return { manifest, hash: hashOf(bytes) }
}

/** The parts that are listed are those that the checkpoint names, each once, of the same size, and together not too large. */
function checkParts({ checkpoint, parts }: FileManifest): void {
  const named = partsOf(checkpoint)
  const listed = new Map(parts.map(part => [part.hash, part.bytes]))
  if (listed.size !== parts.length) throw refused('its manifest lists a part twice')
  const same = named.size === listed.size && [...named].every(([hash, bytes]) => listed.get(hash) === bytes)
  if (!same) throw refused('its manifest lists other parts than its checkpoint names')
  if (parts.some(part => part.bytes > MOST_PART)) throw refused('one of its parts is too large')
  if (parts.reduce((sum, part) => sum + part.bytes, 0) > MOST_BYTES) throw refused('it is too large')
}

interface Visitor {
  /** Called with the manifest before any part; may throw. */
  manifest(manifest: FileManifest): void
  /** Called with each part, verified; without it the parts are verified in pieces and never held in memory. */
  readonly part?: (ref: BlobRef, bytes: Buffer) => Promise<void>
  /** Counts the bytes of the file as they are read, packed as they are. */
  readonly step?: Step
}

async function readPart(source: Source, ref: BlobRef, visitor: Visitor): Promise<void> {
  if (visitor.part) {
    const bytes = await source.take(ref.bytes)
    if (hashOf(bytes) !== ref.hash) throw refused('a part is damaged')
    return visitor.part(ref, bytes)
  }
  const hash = createHash('sha256')
  await source.pass(ref.bytes, bytes => hash.update(bytes))
  if (hash.digest('hex') !== ref.hash) throw refused('a part is damaged')
}

async function readSums(source: Source, size: number, files: readonly (readonly [string, string])[]): Promise<void> {
  const right = sumsOf(files)
  if (size !== right.length) throw refused('its checksums are not those of its parts')
  const sums = (await source.take(size)).toString('latin1')
  await skipPadding(source, size)
  if (sums !== right) throw refused('its checksums are not those of its parts')
}

/** After the end only empty blocks may follow, as other programs pad archives. */
async function readEnd(source: Source): Promise<void> {
  let left = 1 << 16
  for (let bytes = await source.some(); bytes; bytes = await source.some()) {
    left -= bytes.length
    if (left < 0 || bytes.some(byte => byte !== 0)) throw refused('something stands behind its end')
  }
}

async function readTar(source: Source, visitor: Visitor): Promise<void> {
  const { manifest, hash } = await readManifest(source)
  visitor.manifest(manifest)
  const left = new Map(manifest.parts.map(part => [`${PARTS}${part.hash}`, part]))
  const files: [string, string][] = [[MANIFEST, hash]]
  for (;;) {
    const entry = await nextEntry(source, MANIFEST)
    if (!entry) throw refused('its checksums are missing')
    if (entry.name === SUMS) {
      if (left.size > 0) throw refused(`${left.size} of its parts are missing`)
      await readSums(source, entry.size, files)
      break
    }
    const part = left.get(entry.name)
    if (!part) throw refused('it holds something that its manifest does not name, or names once')
    if (entry.size !== part.bytes) throw refused('a part has another size than its manifest says')
    left.delete(entry.name)
    await readPart(source, part, visitor)
    await skipPadding(source, entry.size)
    files.push([entry.name, part.hash])
  }
  if ((await nextEntry(source, MANIFEST)) !== null) throw refused('something stands behind its checksums')
  await readEnd(source)
}

/** Opens a file that must be a plain one: a link could lead anywhere, a pipe or a device could never end. */
export async function openPlain(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const info = await file.stat()
    if (info.isFile()) return file
    await file.close()
    throw refused('it is no regular file')
  } catch (error) {
    if (error instanceof HostError) throw error
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw new HostError('bad-input', `There is no file ${path}.`)
    if (hasCode(error, 'ELOOP', 'EMLINK')) throw refused('it is a link; name the file itself')
    if (hasCode(error, 'EACCES', 'EPERM')) throw new HostError('bad-input', `${path} may not be read.`)
    throw refused('it cannot be read')
  }
}

/**
 * Reads the file of a checkpoint from its beginning, and verifies it whole: names, sizes, hashes, and that nothing else is
 * in it. Throws HostError `refused` with what is wrong.
 */
export async function readCheckpointFile(file: FileHandle, visitor: Visitor): Promise<void> {
  const packed = Readable.from(readBytes(file, bytes => visitor.step?.(bytes)))
  const gunzip = createGunzip()
  packed.on('error', error => gunzip.destroy(error))
  packed.pipe(gunzip)
  try {
    await readTar(sourceOf(gunzip), visitor)
  } catch (error) {
    if (error instanceof HostError) throw error
    if (hasCode(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT')) throw refused('it is cut off, or no gzip')
    throw error
  } finally {
    packed.destroy()
    gunzip.destroy()
  }
}
