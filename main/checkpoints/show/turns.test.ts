import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BlobRef, SavedPane } from '../../../ipc/checkpoint'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { agentTypes } from '../../agents/registry'
import { createTestFolder } from '../../tmux/test-server'
import { type Blobs, createBlobs } from '../store/blobs'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { showTurns } from './turns'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let blobs: Blobs
beforeEach(async () => {
  folder = await createTestFolder()
  blobs = createBlobs(join(folder.path, 'blobs'))
})
afterEach(() => folder.remove())

const types = agentTypes(DEFAULT_SETTINGS)
const prompt = (content: string) => `${JSON.stringify({ type: 'user', message: { role: 'user', content } })}\n`
const talk = (transcript: BlobRef | null) => ({ id: 'x', transcript, file: '/f' })

async function shown(text: string, last = 20, more: Partial<SavedPane> = {}) {
  const { ref } = await blobs.put(Buffer.from(text))
  const checkpoint = savedCheckpoint([savedPane('0.0', [], { conversation: talk(ref), ...more })])
  return showTurns(blobs, checkpoint, { key: '0.0', last }, types)
}
const texts = async (...of: Parameters<typeof shown>) => (await shown(...of)).turns.map(one => one.text)

it('the last turns, the oldest first, and whether there are earlier ones', async () => {
  const three = prompt('one') + prompt('two') + prompt('three')
  expect(await texts(three, 2)).toEqual(['two', 'three'])
  expect((await shown(three, 2)).more).toBe(true)
  expect(await shown(three, 3)).toMatchObject({ more: false, problem: '', turns: [{ text: 'one' }, {}, {}] })
})

it('of a long transcript only the end is read, from a whole line on', async () => {
  const filler = `${JSON.stringify({ type: 'x', é: 'é'.repeat(10_000) })}\n`.repeat(120)
  const told = await shown(prompt('forgotten') + filler + prompt('new') + filler.slice(0, 1_000_000))
  expect(told).toEqual({ turns: [{ who: 'user', text: 'new', at: null }], more: true, problem: '' })
})

it('hostile lines are passed over, and a turn without end is cut', async () => {
  const [a, cut, b] = await texts(
    `${prompt('a')}{"type":"user\n\0\xff\n${prompt('🎉'.repeat(5001))}[[[[\n${prompt('b')}`,
  )
  expect([a, b]).toEqual(['a', 'b'])
  expect(cut).toBe(`${'🎉'.repeat(2000)}…`)
  const [odd] = await texts(prompt(`x${'🎉'.repeat(5001)}`))
  expect(odd).toBe(`x${'🎉'.repeat(1999)}…`)
})

it('says why there is nothing to show', async () => {
  expect(await shown('', 5, { conversation: null })).toEqual({
    turns: [],
    more: false,
    problem: 'No conversation was known.',
  })
  expect((await shown('', 5, { conversation: talk(null) })).problem).toMatch(/was not copied/)
  expect((await shown(prompt('a'), 5, { type: 'shell' })).problem).toMatch(/not known/)
  expect((await shown(prompt('a'), 5, { type: 'constructor' })).problem).toMatch(/not known/)
})

it('a damaged part or a pane that is not there is told apart', async () => {
  const missing = talk({ hash: 'a'.repeat(64), bytes: 3 })
  await expect(shown('', 5, { conversation: missing })).rejects.toMatchObject({ code: 'store-damaged' })
  await expect(shown('', 5, { key: '1.1' })).rejects.toMatchObject({ code: 'bad-input' })
})
