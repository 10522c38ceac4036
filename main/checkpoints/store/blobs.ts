import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gunzip, gzip } from 'node:zlib'
import type { BlobRef } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { hasCode } from '../../settings/side-file'
import { piecesOf, type Step } from './pieces'

/** Content by its hash. Nothing in it is ever changed: a name says what the bytes are. */
export interface Blobs {
  /**
   * Keeps these bytes; `added` is what that cost on the disk, 0 when they were there already. When it resolves they
   * survive a loss of power. Rejects with the system's error (`ENOSPC`, `EACCES`, …); nothing is left behind then.
   * @param step counts what is packed, none where it is there already; it may throw `cancelled`
   */
  put(bytes: Uint8Array, step?: Step): Promise<{ ref: BlobRef; added: number }>
  /** The bytes, verified. Throws HostError `store-damaged` when they are missing, cut or changed. */
  get(ref: Pick<BlobRef, 'hash'>): Promise<Buffer>
  has(hash: string): Promise<boolean>
  /** Hashes of all that is kept, with their size on the disk. */
  list(): Promise<Map<string, number>>
  remove(hash: string): Promise<void>
  /** Removes what a crash left half written. */
  sweep(): Promise<void>
  /** Tells this data folder from others, in repositories that several of them leave refs in: 16 hex digits. */
  readonly owner: string
}

const compress = promisify(gzip)
const expand = promisify(gunzip)

/** Level 3: 50 panes of 10,000 lines have to be saved within 3 s on two cores; 6 takes twice as long for 8 % less. */
const LEVEL = 3
/** No part of a checkpoint is larger; a file that claims to be is a bomb. Bytes. */
const MOST = 1 << 30
const NAME = /^[0-9a-f]{64}\.gz$/

/** The hash by which content is named. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  // Some file systems refuse it; then nothing better exists.
  await handle.sync().catch(() => {})
  await handle.close()
}

/** Packs in pieces, between which `step` may end it. */
async function compressBy(bytes: Uint8Array, step: Step): Promise<Buffer> {
  const packed: Buffer[] = []
  function* counted() {
    for (const piece of piecesOf(bytes)) {
      yield piece
      step(piece.length)
    }
  }
  await pipeline(counted, createGzip({ level: LEVEL }), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) packed.push(piece)
  })
  return Buffer.concat(packed)
}

async function writeSynced(path: string, bytes: Uint8Array, step?: Step): Promise<void> {
  const file: FileHandle = await open(path, 'wx', 0o600)
  try {
    for (const piece of step ? piecesOf(bytes) : [bytes]) {
      step?.(0)
      await file.writeFile(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Reads a file that must be a plain one: a link could point anywhere. */
async function readPlain(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const info = await file.stat()
    if (!info.isFile() || info.size > MOST) throw new Error('it is no file of ours')
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function damaged(hash: string, why: string): HostError {
  return new HostError('store-damaged', `A part of this checkpoint is damaged: ${why}.`, hash)
}

async function readVerified(path: string, hash: string): Promise<Buffer> {
  let packed: Buffer
  try {
    packed = await readPlain(path)
  } catch (error) {
    throw damaged(hash, hasCode(error, 'ENOENT') ? 'its file is missing' : 'its file cannot be read')
  }
  const bytes = await expand(packed, { maxOutputLength: MOST }).catch(() => null)
  if (bytes === null) throw damaged(hash, 'its file is cut or changed')
  if (hashOf(bytes) !== hash) throw damaged(hash, 'its content is not what was saved')
  return bytes
}

function unlessCancelled(error: unknown): null {
  if (error instanceof HostError && error.code === 'cancelled') return null
  throw error
}

/** Folders of two hex digits, so that none holds too many files. A link in their place is refused. */
async function groupsIn(folder: string): Promise<string[]> {
  const there = await readdir(folder, { withFileTypes: true }).catch(error => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  return there.filter(one => one.isDirectory() && /^[0-9a-f]{2}$/.test(one.name)).map(one => join(folder, one.name))
}

/** The blobs in this folder, which is made when the first one is put (0700; files 0600). */
export function createBlobs(folder: string): Blobs {
  const placeOf = (hash: string) => ({ group: join(folder, hash.slice(0, 2)), file: `${hash}.gz` })
  const pathOf = (hash: string) => join(placeOf(hash).group, placeOf(hash).file)
  // Of this machine and this place: a copy of the folder is another one, and removes nothing of the first.
  const owner = hashOf(Buffer.from(`${hostname()}\0${resolve(folder)}`)).slice(0, 16)
  const busy = new Map<string, Promise<{ ref: BlobRef; added: number }>>()
  /** Known to be whole since this host has started: reading all again at each checkpoint would double its time. */
  const whole = new Set<string>()

  async function isWhole(hash: string): Promise<boolean> {
    if (!(await has(hash))) return false
    if (whole.has(hash)) return true
    return readVerified(pathOf(hash), hash).then(
      () => true,
      () => false,
    )
  }

  async function has(hash: string): Promise<boolean> {
    const info = await lstat(pathOf(hash)).catch(() => null)
    return info?.isFile() === true && info.size > 0
  }

  async function write(hash: string, bytes: Uint8Array, step?: Step): Promise<number> {
    const packed = step ? await compressBy(bytes, step) : await compress(bytes, { level: LEVEL })
    const { group, file } = placeOf(hash)
    await mkdir(group, { recursive: true, mode: 0o700 })
    // It would lead our writes somewhere else, and `list` would not know of them.
    if (!(await lstat(group)).isDirectory()) throw damaged(hash, 'its folder is a link')
    const temporary = join(group, `.${randomBytes(6).toString('hex')}.tmp`)
    try {
      await writeSynced(temporary, packed, step)
      await rename(temporary, join(group, file))
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(group)
    return packed.length
  }

  return {
    owner,
    async put(bytes, step) {
      const hash = hashOf(bytes)
      const ref = { hash, bytes: bytes.length }
      // One write for the same content at a time: the second needs none, unless the first was cancelled.
      for (let before = busy.get(hash); before; before = busy.get(hash)) {
        const done = await before.catch(unlessCancelled)
        if (done) return { ...done, added: 0 }
      }
      // What is there is verified: a part that was damaged is healed by the next checkpoint that holds it.
      const work = isWhole(hash).then(async there => ({ ref, added: there ? 0 : await write(hash, bytes, step) }))
      busy.set(hash, work)
      try {
        const done = await work
        whole.add(hash)
        return done
      } finally {
        busy.delete(hash)
      }
    },
    get: ({ hash }) => readVerified(pathOf(hash), hash),
    has,
    async list() {
      const found = new Map<string, number>()
      for (const group of await groupsIn(folder))
        for (const name of await readdir(group))
          if (NAME.test(name)) found.set(name.slice(0, 64), (await lstat(join(group, name))).size)
      return found
    },
    remove(hash) {
      whole.delete(hash)
      return rm(pathOf(hash), { force: true })
    },
    async sweep() {
      for (const group of await groupsIn(folder))
        for (const name of await readdir(group)) if (name.endsWith('.tmp')) await rm(join(group, name), { force: true })
    },
  }
}
