import { rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { listed, savedCheckpoint, savedPane } from '../test-checkpoint'
import { type Blobs, createBlobs } from './blobs'
import { findDamaged } from './damaged'
import { encodeCheckpoint } from './manifests'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let blobs: Blobs
beforeEach(async () => {
  folder = await createTestFolder()
  blobs = createBlobs(folder.path)
})
afterEach(() => folder.remove())

const fileOf = (hash: string) => join(folder.path, hash.slice(0, 2), `${hash}.gz`)
const put = async (text: string) => (await blobs.put(Buffer.from(text))).ref

/** A checkpoint of the list, and where its parts are. */
async function saved(text: string) {
  const [shared, own] = [await put('shared'), await put(text)]
  const { ref } = await blobs.put(encodeCheckpoint(savedCheckpoint([savedPane('0.0', [shared, own])])))
  return { info: listed(1, { manifest: ref.hash }), own: fileOf(own.hash), manifest: fileOf(ref.hash) }
}

it('names those that lack a part, have an empty one, or whose manifest is gone, and no other', async () => {
  const whole = await saved('a')
  const [lacks, empty, gone] = [await saved('b'), await saved('c'), await saved('d')]
  const all = [whole, lacks, empty, gone].map(one => one.info)
  expect(await findDamaged(all, blobs)).toEqual([])
  await rm(lacks.own)
  await truncate(empty.own, 0)
  await truncate(gone.manifest, 5)
  expect(await findDamaged(all, blobs)).toEqual([lacks, empty, gone].map(one => one.info.id))
  expect(await findDamaged([], blobs)).toEqual([])
})
