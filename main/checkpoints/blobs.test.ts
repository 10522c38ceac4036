import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestFolder } from '../tmux/test-server'
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

  it('is readable by its owner alone', async () => {
    const { ref } = await blobs().put(bytes('secret'))
    expect((await stat(pathOf(ref.hash))).mode & 0o777).toBe(0o600)
    expect((await stat(join(pathOf(ref.hash), '..'))).mode & 0o777).toBe(0o700)
  })

  it('that was cut, changed, emptied or removed is told, and healed by the next put', async () => {
    for (const harm of [
      async (path: string) => writeFile(path, (await readFile(path)).subarray(0, 12)),
      (path: string) => writeFile(path, bytes('nonsense')),
      (path: string) => writeFile(path, ''),
    ]) {
      const { ref } = await blobs().put(bytes('some text that is kept'))
      await harm(pathOf(ref.hash))
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

  it('that a crash left half written is swept, all else stays', async () => {
    const { ref } = await blobs().put(bytes('kept'))
    const group = join(pathOf(ref.hash), '..')
    await writeFile(join(group, '.0123.tmp'), 'half')
    await mkdir(join(folder.path, 'content', 'notes'))
    await blobs().sweep()
    expect(await readdir(group)).toEqual([`${ref.hash}.gz`])
    expect([...(await blobs().list()).keys()]).toEqual([ref.hash])
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
