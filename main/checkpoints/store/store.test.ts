import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTestFolder } from '../../tmux/test-server'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { openCheckpoints } from './open'
import { type CheckpointStore, openCheckpointStore, UNDO_MS } from './store'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let readOnly = false
beforeEach(async () => {
  folder = await createTestFolder()
  readOnly = false
})
afterEach(() => folder.remove())

const opened = () =>
  openCheckpoints({
    folder: folder.path,
    makeBackend: createConfBackend,
    log: silentLog,
    readOnly: () => readOnly,
  })
const open = async () => (await opened()).store

/** The same store with a clock of the test's own. */
async function openAt(now: () => number): Promise<CheckpointStore> {
  const { blobs } = await open()
  const backend = createConfBackend(folder.path, 'checkpoints')
  return openCheckpointStore({ backend, blobs, log: silentLog, readOnly: () => readOnly, now })
}

/** Saves a session that shows this. */
function save(store: CheckpointStore, text: string, more = {}) {
  return store.saving(async blobs => {
    const { ref, added } = await blobs.put(Buffer.from(text))
    return store.save(savedCheckpoint([savedPane('0.0', [ref])], more), added)
  })
}

const content = async () => (await readdir(join(folder.path, 'checkpoints'))).length

describe('checkpoints', () => {
  it('are there again after the host was opened anew, newest first', async () => {
    const store = await open()
    const first = await save(store, 'one', { name: 'first', at: 500 })
    // A clock that went back: the order of saving counts.
    const second = await save(store, 'two', { name: 'second', at: 100 })
    const again = await open()
    expect(again.list()).toEqual([second, first])
    expect((await again.get(first.id)).windows[0]?.panes[0]?.title).toBe('title')
    expect(await again.check(first.id, true)).toBe('')
  })

  it('of a session that did not change cost next to nothing', async () => {
    const store = await open()
    const text = Array.from({ length: 30_000 }, (_, at) => `line ${at} ${Math.sin(at)}`).join('\n')
    const first = await save(store, text)
    const second = await save(store, text)
    expect(second.added).toBeLessThan(first.added * 0.02)
    expect(second.bytes).toBe(first.bytes)
  })

  it('that are damaged stay in the list and say what is wrong', async () => {
    const store = await open()
    const info = await save(store, 'one')
    const part = (await store.get(info.id)).windows[0]?.panes[0]?.screen[0]?.hash as string
    const path = join(folder.path, 'checkpoints', part.slice(0, 2), `${part}.gz`)
    await writeFile(path, 'not what it was')
    expect(await store.check(info.id, false)).toBe('')
    expect(await store.check(info.id, true)).toBe('1 of 1 parts of this checkpoint are damaged or missing.')
    await rm(path)
    expect(await store.check(info.id, false)).toContain('1 of 1 parts')
    await store.blobs.remove(info.manifest)
    expect(await store.check(info.id, false)).toContain('missing')
    await expect(store.get(info.id)).rejects.toMatchObject({ code: 'store-damaged' })
    expect(store.list()).toHaveLength(1)
  })

  it('are refused while another host holds the folder; what is there can be read', async () => {
    const info = await save(await open(), 'one')
    readOnly = true
    const reader = await open()
    expect(reader.list()).toHaveLength(1)
    expect((await reader.get(info.id)).session).toBe('api')
    await expect(save(reader, 'two')).rejects.toMatchObject({ code: 'read-only' })
    expect(() => reader.delete([info.id])).toThrow(/Another Quarterdeck/)
    await expect(reader.collect({ most: null })).rejects.toMatchObject({ code: 'read-only' })
  })
})

describe('deleting', () => {
  it('can be taken back for a while, then frees what nothing else uses', async () => {
    let now = 1_000_000
    const store = await openAt(() => now)
    const [one, two] = [await save(store, 'only one'), await save(store, 'shared')]
    const three = await save(store, 'shared')
    store.delete([one.id, two.id])
    expect(store.list()).toEqual([three])
    expect(await store.collect({ most: null })).toBe(0)
    expect(store.undelete([two.id, 'nobody'])).toEqual([two.id])
    expect(await store.check(two.id, true)).toBe('')
    now += UNDO_MS
    // The text and the manifest of the first.
    expect(await store.collect({ most: null })).toBe(2)
    expect(store.undelete([one.id])).toEqual([])
    for (const info of [two, three]) expect(await store.check(info.id, true)).toBe('')
  })

  it('frees nothing while one checkpoint cannot be read: what it uses is not known', async () => {
    let now = 1_000_000
    const store = await openAt(() => now)
    const [one, two] = [await save(store, 'one'), await save(store, 'two')]
    await store.blobs.remove(two.manifest)
    store.delete([one.id])
    now += UNDO_MS
    expect(await store.collect({ most: null })).toBe(0)
    expect(store.list()).toHaveLength(1)
  })

  it('waits for saves, so that no part goes before its checkpoint names it', async () => {
    const store = await open()
    let collected = false
    const info = await store.saving(async blobs => {
      const { ref, added } = await blobs.put(Buffer.from('not named yet'))
      void store.collect({ most: null }).then(() => {
        collected = true
      })
      await new Promise(resolve => setImmediate(resolve))
      expect(collected).toBe(false)
      return store.save(savedCheckpoint([savedPane('0.0', [ref])]), added)
    })
    await store.collect({ most: null })
    expect(await store.check(info.id, true)).toBe('')
  })
})

describe('a damaged index', () => {
  it('is set aside and made again from the content', async () => {
    const store = await open()
    const saved = [await save(store, 'one', { at: 1, name: 'a' }), await save(store, 'two', { at: 2, name: 'b' })]
    for (const bad of ['', '{"version":1,"checkpo', 'null?']) {
      await writeFile(join(folder.path, 'checkpoints.json'), bad)
      const { store: again, notices } = await opened()
      expect(notices.join()).toContain('2 checkpoints were found without it')
      expect(again.list().map(one => one.name)).toEqual(['b', 'a'])
      for (const { id } of saved) expect(await again.check(id, true)).toBe('')
    }
  })

  it('with entries of another version keeps them, and frees nothing', async () => {
    const store = await open()
    const info = await save(store, 'one')
    const backend = createConfBackend(folder.path, 'checkpoints')
    const strange = { id: 'of tomorrow', parts: ['x'] }
    backend.write({ version: 1, checkpoints: [strange, ...store.list()] })
    const again = await open()
    expect(again.list()).toEqual([info])
    await again.blobs.put(Buffer.from('perhaps theirs'))
    expect(await again.collect({ most: null })).toBe(0)
    await save(again, 'two')
    expect((backend.read().checkpoints as unknown[])[2]).toEqual(strange)
  })

  it('of a whole other version is refused in words, and left as it is', async () => {
    await writeFile(join(folder.path, 'checkpoints.json'), '{"version":9,"checkpoints":[]}')
    await expect(opened()).rejects.toMatchObject({ code: 'store-damaged' })
    expect(createConfBackend(folder.path, 'checkpoints').read()).toMatchObject({ version: 9 })
  })
})

it('a link in the place of the content’s folder is refused', async () => {
  await mkdir(join(folder.path, 'elsewhere'))
  await symlink(join(folder.path, 'elsewhere'), join(folder.path, 'checkpoints'))
  await expect(opened()).rejects.toMatchObject({ code: 'store-damaged' })
  await rm(join(folder.path, 'checkpoints'))
  await opened()
  expect(await content()).toBe(0)
})
