import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { agentTypes } from '../agents/registry'
import type { ScreenShot } from '../agents/signals/gather'
import { openCheckpoints } from '../checkpoints/store/open'
import type { CheckpointStore } from '../checkpoints/store/store'
import { silentLog } from '../log/log'
import { createConfBackend } from '../settings/conf-backend'
import { createTestFolder } from '../tmux/test-server'
import { saveLoss } from './loss-checkpoint'
import type { Loss } from './losses'
import type { PaneRecord } from './record'
import { createTalkOf } from './talk'
import { lossOf, paneRecord, sessionRecord } from './test-record'

const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8aB3dE5gH7j'].join('_')
const MASK = '‹masked: github token›'
const TALK = 'a conversation'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let store: CheckpointStore
let readOnly: boolean
let maskSecrets: boolean
let shots: Map<string, ScreenShot>
beforeEach(async () => {
  folder = await createTestFolder()
  readOnly = false
  maskSecrets = false
  shots = new Map()
  const place = { folder: join(folder.path, 'data'), makeBackend: createConfBackend, log: silentLog }
  ;({ store } = await openCheckpoints({ ...place, readOnly: () => readOnly }))
})
afterEach(() => folder.remove())

const types = () => agentTypes(DEFAULT_SETTINGS)

function save(loss: Loss) {
  const screens = { of: (_: string, key: string) => shots.get(key) ?? null, keep() {}, drop() {}, close() {} }
  return saveLoss(loss, {
    ...{ store, screens, talkOf: createTalkOf(types) },
    settings: () => ({ ...DEFAULT_SETTINGS, maskSecrets }),
  })
}

function shows(key: string, text: string, height = 3): void {
  shots.set(key, { paneId: '%1', rows: Buffer.from(text), width: 80, height, at: 1 })
}

const lossIn = (...panes: PaneRecord[]) =>
  lossOf(sessionRecord(panes, { name: 'api', folder: folder.path, seen: 65_000 }))

/** An agent that has a secret in everything that is kept of it. */
async function telling(): Promise<PaneRecord> {
  const file = join(folder.path, 'talk.jsonl')
  await writeFile(file, `{"said":"${TOKEN}"}\n`)
  const env = { GITHUB_TOKEN: 'plain', PORT: '80', MORE: TOKEN }
  const launch = { type: 'cc', kind: 'program', command: 'claude', args: ['--key', TOKEN], env, folder: '/x' } as const
  const conversation = { id: TALK, file }
  const facts = { folder: folder.path, title: `t ${TOKEN}`, conversation }
  return paneRecord({ ...facts, launch: { ...launch, args: [...launch.args] } })
}

async function kept(id: string) {
  const checkpoint = await store.get(id)
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const textOf = async (at: number) =>
    Buffer.concat(await Promise.all((panes[at]?.screen ?? []).map(part => store.blobs.get(part)))).toString()
  const talk = panes[0]?.conversation?.transcript
  return { checkpoint, panes, textOf, talk: talk ? (await store.blobs.get(talk)).toString() : null }
}

test('what is kept of a loss holds no known secret when the settings say so, and is as it was when they do not', async () => {
  const loss = lossIn(await telling())
  // A row's end cuts it in two: it is found with the width of the pane.
  shows('0.0', `${'x'.repeat(59)} ${TOKEN.slice(0, 20)}\n${TOKEN.slice(20)} end\n`)
  const plain = await kept((await save(loss)).info.id)
  expect(await plain.textOf(0)).toContain(TOKEN.slice(20))
  expect([plain.talk, plain.panes[0]?.title]).toEqual([`{"said":"${TOKEN}"}\n`, `t ${TOKEN}`])
  maskSecrets = true
  const masked = await kept((await save(loss)).info.id)
  expect(JSON.stringify(masked.checkpoint)).not.toContain(TOKEN)
  expect(masked.panes[0]).toMatchObject({
    title: `t ${MASK}`,
    launch: { args: ['--key', MASK], env: { GITHUB_TOKEN: null, PORT: '80', MORE: null } },
    conversation: { id: TALK },
  })
  expect(masked.talk).toBe(`{"said":"${MASK}"}\n`)
  const text = await masked.textOf(0)
  expect(text).not.toContain(TOKEN.slice(20))
  expect(text.split('\n').map(row => [...row].length)).toEqual([80, TOKEN.length - 20 + ' end'.length, 0, 0])
})

test('an older screen of the same loss is masked too, once, and costs nothing again', async () => {
  const loss = lossIn(paneRecord({ folder: folder.path }))
  shows('0.0', `token ${TOKEN}\n`)
  const first = await save(loss)
  loss.record = { ...loss.record, saved: { id: first.info.id, print: first.print } }
  // The next host has seen no screen.
  shots.clear()
  const again = await save(loss)
  expect(again.info.id).toBe(first.info.id)
  maskSecrets = true
  const second = await save(loss)
  expect(second.info.id).not.toBe(first.info.id)
  const { textOf, panes } = await kept(second.info.id)
  expect(await textOf(0)).toMatch(/^token ‹masked: github token›\*+\n\n\n$/)
  expect(panes[0]).toMatchObject({ rows: 3, width: 80, height: 3, problem: '' })
  loss.record = { ...loss.record, saved: { id: second.info.id, print: second.print } }
  const third = await save(loss)
  expect([third.info.id, third.print]).toEqual([second.info.id, second.print])
})

test('an older screen that cannot be read is left out and told', async () => {
  const loss = lossIn(paneRecord({ folder: folder.path }))
  shows('0.0', 'old\n')
  const first = await save(loss)
  loss.record = { ...loss.record, saved: { id: first.info.id, print: first.print } }
  shots.clear()
  const part = (await kept(first.info.id)).panes[0]?.screen[0]?.hash ?? ''
  await store.blobs.remove(part)
  maskSecrets = true
  const { problems } = await save(loss)
  expect(problems).toEqual(['cc_1: Its last screen was not kept.'])
})

test('a screen has as many rows as its pane is high, and says of which moment it is', async () => {
  shows('0.0', 'one\ntwo\nthree\nfour\n', 2)
  shows('0.1', 'one', 2)
  const panes = [
    paneRecord({ folder: folder.path }),
    paneRecord({ agent: '', key: '0.1', id: '%2', folder: folder.path }),
  ]
  const { info, problems } = await save(
    lossIn(...panes, paneRecord({ agent: 'cc_2', key: '0.2', folder: folder.path })),
  )
  const { checkpoint, textOf } = await kept(info.id)
  expect([await textOf(0), await textOf(1), await textOf(2)]).toEqual(['one\ntwo\n', 'one\n\n', ''])
  expect(problems).toEqual(['cc_2: Its last screen was not kept.'])
  expect(checkpoint).toMatchObject({ at: 65_000, trigger: 'recovery', session: 'api', tmux: { version: '3.3a' } })
  // What the journal alone knows is no part of it.
  for (const name of ['program', 'ended', 'task', 'id'])
    expect(checkpoint.windows[0]?.panes[0]).not.toHaveProperty(name)
})

test('who may not write says so before anything is read; a disk that takes nothing says it in words', async () => {
  const loss = lossIn(paneRecord({ folder: folder.path }))
  readOnly = true
  await expect(save(loss)).rejects.toMatchObject({ code: 'read-only' })
  readOnly = false
  shows('0.0', 'x\n')
  // A folder that is no folder takes nothing, for root too.
  await rm(join(folder.path, 'data', 'checkpoints'), { recursive: true })
  await symlink('/dev/null', join(folder.path, 'data', 'checkpoints'))
  await expect(save(loss)).rejects.toMatchObject({ code: 'store-damaged', message: expect.stringMatching(/disk/) })
  expect(store.list()).toEqual([])
})
