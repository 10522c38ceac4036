import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTestFolder } from '../../tmux/test-server'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { createBlobs } from './blobs'
import { type CheckpointStore, openCheckpointStore, UNDO_MS } from './store'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let now = 0
let fails = false
beforeEach(async () => {
  folder = await createTestFolder()
  now = 1_000_000_000
  fails = false
})
afterEach(() => folder.remove())

/** A host over the folder, with the test's own clock, and a disk that can refuse the list. */
function open(): CheckpointStore {
  const backend = createConfBackend(folder.path, 'checkpoints')
  const write: typeof backend.write = data => {
    if (fails) throw new Error('ENOSPC')
    backend.write(data)
  }
  return openCheckpointStore({
    backend: { ...backend, path: backend.path, read: () => backend.read(), write },
    blobs: createBlobs(join(folder.path, 'checkpoints')),
    ...{ log: silentLog, readOnly: () => false, now: () => now },
  })
}

const save = (store: CheckpointStore, text: string, more = {}) =>
  store.saving(async blobs => {
    const { ref, added } = await blobs.put(Buffer.from(text))
    return store.save(savedCheckpoint([savedPane('0.0', [ref])], more), added)
  })
const names = (list: readonly CheckpointInfo[]) => list.map(one => one.name)

describe('a deleted checkpoint', () => {
  it('comes back until the 30 s are over, also when it was deleted a second time meanwhile', async () => {
    const store = open()
    const { id } = await save(store, 'one')
    store.delete([id])
    now += UNDO_MS - 1
    store.delete([id])
    await store.collect({ most: null })
    expect(store.undelete([id])).toEqual([id])
    store.delete([id])
    now += UNDO_MS - 1
    store.delete([id])
    now += 1
    await store.collect({ most: null })
    expect(store.undelete([id])).toEqual([])
  })

  it('is not kept for ever by a clock that went back', async () => {
    const store = open()
    const { id } = await save(store, 'one')
    store.delete([id])
    now -= UNDO_MS - 1
    await store.collect({ most: null })
    expect(store.undelete([id])).toEqual([id])
    store.delete([id])
    now -= UNDO_MS
    await store.collect({ most: null })
    expect(store.undelete([id])).toEqual([])
    expect((await store.blobs.list()).size).toBe(0)
  })
})

describe('the list', () => {
  it('is told at each change, newest first, without what was deleted', async () => {
    const store = open()
    const told: string[][] = []
    store.onChange(list => told.push(names(list)))
    const [one] = [await save(store, 'a', { name: 'a' }), await save(store, 'b', { name: 'b' })]
    store.rename(one.id, 'A', 'words')
    store.delete([one.id])
    store.undelete([one.id])
    expect(told).toEqual([['a'], ['b', 'a'], ['b', 'A'], ['b'], ['b', 'A']])
    // Nothing came back: nothing changed.
    store.undelete([one.id, 'nobody'])
    expect(told).toHaveLength(5)
  })

  it('has another name and message where one was given; the manifest stays', async () => {
    const store = open()
    const info = await save(store, 'a', { name: 'a', message: 'first' })
    expect(store.rename(info.id, 'b', 'second')).toEqual({ ...info, name: 'b', message: 'second' })
    for (const host of [store, open()])
      expect(await host.get(info.id)).toMatchObject({ name: 'b', message: 'second', id: info.id })
    expect(() => store.rename('nobody', 'x', '')).toThrow(/no such checkpoint/)
  })

  it('holds a checkpoint that is saved again once', async () => {
    const store = open()
    const { id } = await save(store, 'a', { name: 'a' })
    const again = await save(store, 'b', { id, name: 'b' })
    expect(store.list()).toEqual([again])
  })

  it('that another host wrote is there after it was taken from the disk again', async () => {
    const [first, second] = [open(), open()]
    const info = await save(second, 'theirs')
    const told: CheckpointInfo[][] = []
    first.onChange(list => told.push(list))
    expect(first.list()).toEqual([])
    first.reload()
    expect(first.list()).toEqual([info])
    expect(told).toEqual([[info]])
    const backend = createConfBackend(folder.path, 'checkpoints')
    const strange = { id: 'of tomorrow' }
    backend.write({ version: 1, checkpoints: [info, strange] })
    first.reload()
    // What it does not know may name any part.
    await first.blobs.put(Buffer.from('perhaps theirs'))
    expect(await first.collect({ most: null })).toBe(0)
    first.rename(info.id, 'x', '')
    expect(backend.read().checkpoints).toContainEqual(strange)
  })

  it('stays as it was, here too, where the disk refuses it', async () => {
    const store = open()
    const info = await save(store, 'a')
    fails = true
    expect(() => store.delete([info.id])).toThrow(expect.objectContaining({ code: 'store-damaged' }))
    await expect(save(store, 'b')).rejects.toMatchObject({ code: 'store-damaged', detail: 'Error: ENOSPC' })
    expect(store.list()).toEqual([info])
    fails = false
    expect(open().list()).toEqual([info])
  })
})

it('a collection removes what a crash left half written', async () => {
  const store = open()
  const { manifest } = await save(store, 'a')
  const group = join(folder.path, 'checkpoints', manifest.slice(0, 2))
  await writeFile(join(group, '.0123.tmp'), 'half')
  await store.collect({ most: null })
  expect(await readdir(group)).not.toContain('.0123.tmp')
})
