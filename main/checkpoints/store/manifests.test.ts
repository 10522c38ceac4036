import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BlobRef } from '../../../ipc/checkpoint'
import { createTestFolder } from '../../tmux/test-server'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { type Blobs, createBlobs } from './blobs'
import { decodeCheckpoint, encodeCheckpoint, infoOf, partsOf, salvage } from './manifests'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let blobs: Blobs
beforeEach(async () => {
  folder = await createTestFolder()
  blobs = createBlobs(folder.path)
})
afterEach(() => folder.remove())

const put = async (text: string | Uint8Array) => (await blobs.put(Buffer.from(text))).ref
const damaged = expect.objectContaining({ code: 'store-damaged' })

it('a checkpoint is the same bytes in whatever order its facts stand, and begins as a lost index is looked for', () => {
  const one = savedCheckpoint([savedPane('0.0', [])])
  const turned = Object.fromEntries(Object.entries(one).reverse()) as typeof one
  expect(encodeCheckpoint(turned)).toEqual(encodeCheckpoint(one))
  expect(encodeCheckpoint(one).toString()).toMatch(/^\{"version":1,/)
  expect(decodeCheckpoint(encodeCheckpoint(one))).toEqual(one)
})

it('a checkpoint that could not be read again is not written, and what is none is not read as one', () => {
  const one = savedCheckpoint([savedPane('0.0', [])])
  const none = { ...one, windows: [] }
  expect(() => encodeCheckpoint(none)).toThrow()
  const texts = ['', '{"version":1,', JSON.stringify(none), JSON.stringify({ ...one, version: 2 })]
  for (const text of texts) expect(() => decodeCheckpoint(Buffer.from(text)), text).toThrow(damaged)
})

it('its parts are those of all windows: screens, conversations, bundles', () => {
  const ref = (bytes: number): BlobRef => ({ hash: String(bytes).repeat(64), bytes })
  const plain = savedPane('0.0', [ref(1), ref(2)], { agent: '' })
  const talk = { id: 'x', transcript: ref(4), file: '/f' }
  // The first part again: shared parts are counted once.
  const agent = savedPane('1.0', [ref(1), ref(3)], { conversation: talk })
  const [first, second] = [plain, agent].map(pane => savedCheckpoint([pane]).windows[0])
  const tree = { path: '/src', branch: '', head: '', commit: '', ref: '', changed: [], left: [], problem: '' }
  const trees = [
    { ...tree, bundle: null },
    { ...tree, bundle: ref(5) },
  ]
  const one = savedCheckpoint([], { windows: [first!, { ...second!, index: 1 }], trees })
  expect(partsOf(one)).toEqual(new Map([1, 2, 4, 3, 5].map(bytes => [ref(bytes).hash, bytes])))
  const rest = { serial: 7, added: 8, manifest: '0'.repeat(64) }
  expect(infoOf(one, rest)).toMatchObject({ ...rest, windows: 2, panes: 2, agents: 1, trees: 2, bytes: 15 })
})

it('a lost index is made again though some content is damaged, or begins as a checkpoint does', async () => {
  const saved = [2, 1].map(at => savedCheckpoint([savedPane('0.0', [])], { at, name: `at ${at}` }))
  const manifests = []
  for (const one of saved) manifests.push((await put(encodeCheckpoint(one))).hash)
  await put('{"version":1,"id":"what a screen has shown of one"}')
  await put('{"version":1,')
  const { hash } = await put('damaged')
  await writeFile(join(folder.path, hash.slice(0, 2), `${hash}.gz`), 'no content')
  const found = await salvage(blobs)
  expect(found.map(one => [one.serial, one.name, one.manifest])).toEqual([
    [1, 'at 1', manifests[1]],
    [2, 'at 2', manifests[0]],
  ])
})
