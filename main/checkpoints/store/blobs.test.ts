import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HostError } from '../../../ipc/failure'
import { createTestFolder } from '../../tmux/test-server'
import { createBlobs, hashOf } from './blobs'

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

const blobs = () => createBlobs(join(folder.path, 'content'))
const pathOf = (hash: string) => join(folder.path, 'content', hash.slice(0, 2), `${hash}.gz`)
const bytes = (text: string) => Buffer.from(text)

describe('content', () => {
  it('comes back byte for byte, from another host too, and costs nothing the second time', async () => {
    const all = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7) % 256))
    const first = await blobs().put(all)
    expect(first).toEqual({ ref: { hash: hashOf(all), bytes: 5000 }, added: expect.any(Number) })
    expect(first.added).toBeGreaterThan(0)
    expect((await blobs().put(all)).added).toBe(0)
    expect(await blobs().get(first.ref)).toEqual(all)
    expect((await blobs().get((await blobs().put(bytes(''))).ref)).length).toBe(0)
  })

  it('is put once when many put it at the same moment', async () => {
    const own = blobs()
    const done = await Promise.all(Array.from({ length: 8 }, () => own.put(bytes('same'))))
    expect(done.filter(one => one.added > 0)).toHaveLength(1)
    expect((await own.list()).size).toBe(1)
  })

  it('is there before anything was put, and tells what it costs on the disk', async () => {
    await blobs().sweep()
    expect(await blobs().list()).toEqual(new Map())
    const { ref, added } = await blobs().put(bytes('again and again '.repeat(50)))
    expect(await blobs().list()).toEqual(new Map([[ref.hash, added]]))
    expect((await stat(pathOf(ref.hash))).size).toBe(added)
  })

  it('that cannot be listed is not taken for none', async () => {
    await writeFile(join(folder.path, 'content'), 'no folder')
    await expect(blobs().list()).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it('that was removed is put again, whoever removed it', async () => {
    const own = blobs()
    const put = () => own.put(bytes('removed'))
    const { ref } = await put()
    await own.remove(ref.hash)
    expect((await put()).added).toBeGreaterThan(0)
    await rm(pathOf(ref.hash))
    expect((await put()).added).toBeGreaterThan(0)
    expect((await own.get(ref)).toString()).toBe('removed')
  })

  it('is readable by its owner alone', async () => {
    const { ref } = await blobs().put(bytes('secret'))
    expect((await stat(pathOf(ref.hash))).mode & 0o777).toBe(0o600)
    expect((await stat(join(pathOf(ref.hash), '..'))).mode & 0o777).toBe(0o700)
  })

  it('that was cut, changed, emptied or removed is told, and healed by the next put', async () => {
    for (const harm of [
      async (path: string) => writeFile(path, (await readFile(path)).subarray(0, 12)),
      (path: string) => writeFile(path, bytes('nonsense')),
      // Whole in itself, but of another part.
      (path: string) => writeFile(path, gzipSync('some text that was never kept')),
      (path: string) => writeFile(path, ''),
    ]) {
      const { ref } = await blobs().put(bytes('some text that is kept'))
      await harm(pathOf(ref.hash))
      expect(await blobs().has(ref.hash)).toBe((await stat(pathOf(ref.hash))).size > 0)
      await expect(blobs().get(ref)).rejects.toMatchObject({ code: 'store-damaged' })
      expect((await blobs().put(bytes('some text that is kept'))).added).toBeGreaterThan(0)
      expect((await blobs().get(ref)).toString()).toBe('some text that is kept')
    }
    await expect(blobs().get({ hash: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'store-damaged' })
  })

  it('under a link is refused: it could be anybody’s file', async () => {
    const { ref } = await blobs().put(bytes('linked'))
    const own = pathOf(ref.hash)
    const elsewhere = join(folder.path, 'elsewhere')
    await writeFile(elsewhere, await readFile(own))
    await blobs().remove(ref.hash)
    await symlink(elsewhere, own)
    await expect(blobs().get(ref)).rejects.toMatchObject({ code: 'store-damaged' })
    expect(await blobs().has(ref.hash)).toBe(false)
  })

  it('that cannot take its place is no success, and leaves nothing half written', async () => {
    const hash = hashOf(bytes('in the way'))
    await mkdir(pathOf(hash), { recursive: true })
    await expect(blobs().put(bytes('in the way'))).rejects.toMatchObject({ code: 'EISDIR' })
    expect(await readdir(join(pathOf(hash), '..'))).toEqual([`${hash}.gz`])
    expect(await blobs().has(hash)).toBe(false)
  })

  it('in a folder under a link is neither written, listed nor swept there', async () => {
    const hash = hashOf(bytes('linked'))
    const elsewhere = join(folder.path, 'elsewhere')
    await mkdir(elsewhere)
    await mkdir(join(folder.path, 'content'))
    for (const name of ['own.tmp', `${'a'.repeat(64)}.gz`]) await writeFile(join(elsewhere, name), 'theirs')
    const there = (await readdir(elsewhere)).sort()
    await symlink(elsewhere, join(pathOf(hash), '..'))
    await expect(blobs().put(bytes('linked'))).rejects.toMatchObject({ code: 'store-damaged' })
    await blobs().sweep()
    expect((await blobs().list()).size).toBe(0)
    expect((await readdir(elsewhere)).sort()).toEqual(there)
  })

  it('that a crash left half written is swept, all else stays', async () => {
    const { ref } = await blobs().put(bytes('kept'))
    const group = join(pathOf(ref.hash), '..')
    await writeFile(join(group, '.0123.tmp'), 'half')
    await writeFile(join(group, 'notes'), 'theirs')
    await mkdir(join(folder.path, 'content', 'notes'))
    await writeFile(join(folder.path, 'content', 'notes', 'own.tmp'), 'theirs')
    await blobs().sweep()
    expect((await readdir(group)).sort()).toEqual([`${ref.hash}.gz`, 'notes'].sort())
    expect(await readdir(join(folder.path, 'content', 'notes'))).toEqual(['own.tmp'])
    expect([...(await blobs().list()).keys()]).toEqual([ref.hash])
  })

  it('has an owner of its own in each place, however the place is written', () => {
    const [one, same, other] = ['a', 'b/../a', 'b'].map(name => createBlobs(`${folder.path}/${name}`).owner)
    expect(one).toMatch(/^[0-9a-f]{16}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })
})

describe('a put that is counted', () => {
  const cancelled = new HostError('cancelled', 'It was cancelled.')
  const large = randomBytes(1_000_000)
  const left = async () =>
    (await readdir(join(folder.path, 'content'), { recursive: true })).filter(one => one.length > 2)

  it('tells all that it packs in pieces, and keeps the same as another', async () => {
    const seen: number[] = []
    const { ref } = await blobs().put(large, some => seen.push(some))
    expect(seen.length).toBeGreaterThan(4)
    expect(seen.reduce((sum, some) => sum + some, 0)).toBe(large.length)
    expect((await blobs().get(ref)).equals(large)).toBe(true)
    await blobs().put(large, some => expect(some).toBe(0))
    expect((await blobs().get((await blobs().put(bytes(''), () => {})).ref)).length).toBe(0)
  })

  it.each([
    ['packed', 2],
    ['written', 6],
  ])('can be cancelled while it is %s, and leaves nothing', async (_, most) => {
    let asked = 0
    const step = () => {
      asked += 1
      if (asked > most) throw cancelled
    }
    await expect(blobs().put(large, step)).rejects.toBe(cancelled)
    expect(asked).toBe(most + 1)
    expect(await left().catch(() => [])).toEqual([])
  })

  it('takes nothing from those who put the same when it is cancelled', async () => {
    const mine = blobs()
    const ended = mine.put(large, () => {
      throw cancelled
    })
    const others = [mine.put(large), mine.put(large)]
    await expect(ended).rejects.toBe(cancelled)
    const [one, other] = await Promise.all(others)
    expect([one?.added === 0, other?.added === 0].sort()).toEqual([false, true])
    expect((await mine.get({ hash: hashOf(large) })).equals(large)).toBe(true)
  })

  it('that the disk refuses is refused to all who wait for it', async () => {
    await writeFile(join(folder.path, 'content'), '')
    const mine = blobs()
    const results = await Promise.allSettled([mine.put(large, () => {}), mine.put(large)])
    expect(results.map(one => one.status)).toEqual(['rejected', 'rejected'])
  })
})

describe('the disk', () => {
  afterEach(() => vi.restoreAllMocks())

  /** Watches each sync of a file or folder; the sync itself is done. */
  async function watchSyncs(seen: (isFolder: boolean, size: number) => void): Promise<void> {
    const handle = await open(folder.path)
    const own: FileHandle = Object.getPrototypeOf(handle)
    await handle.close()
    const sync = own.sync
    vi.spyOn(own, 'sync').mockImplementation(async function (this: FileHandle) {
      const info = await this.stat()
      seen(info.isDirectory(), info.size)
      await sync.call(this)
    })
  }

  it('has the whole content before its name, and the name before a put is done', async () => {
    const path = pathOf(hashOf(bytes('lasting')))
    const order: unknown[] = []
    await watchSyncs((isFolder, size) => {
      order.push([isFolder ? 'folder' : size, existsSync(path)])
    })
    const { added } = await blobs().put(bytes('lasting'))
    expect(order).toEqual([
      [added, false],
      ['folder', true],
    ])
  })

  it('that cannot sync a folder keeps the content all the same', async () => {
    await watchSyncs(isFolder => {
      if (isFolder) throw Object.assign(new Error('not on this file system'), { code: 'EINVAL' })
    })
    const { ref } = await blobs().put(bytes('kept'))
    expect((await blobs().get(ref)).toString()).toBe('kept')
  })

  it.skipIf(process.platform !== 'linux')('is left without an open file', async () => {
    const { ref } = await blobs().put(bytes('kept'))
    await blobs().get(ref)
    const files = await readdir('/proc/self/fd')
    const open = await Promise.all(files.map(file => readlink(`/proc/self/fd/${file}`).catch(() => '')))
    expect(open.filter(path => path.startsWith(folder.path))).toEqual([])
  })
})

// Root may write everywhere.
it.skipIf(process.getuid?.() === 0)('a folder that may not be written says so and keeps what is there', async () => {
  const { ref } = await blobs().put(bytes('kept'))
  await chmod(join(folder.path, 'content'), 0o500)
  await expect(blobs().put(bytes('other'))).rejects.toMatchObject({ code: 'EACCES' })
  expect((await blobs().get(ref)).toString()).toBe('kept')
  await chmod(join(folder.path, 'content'), 0o700)
})
