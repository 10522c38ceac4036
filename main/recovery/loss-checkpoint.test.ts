import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { agentTypes } from '../agents/registry'
import type { ScreenShot } from '../agents/signals/gather'
import { openCheckpoints } from '../checkpoints/store/open'
import type { CheckpointStore } from '../checkpoints/store/store'
import { savedCheckpoint, savedPane } from '../checkpoints/test-checkpoint'
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

describe('with a checkpoint of the time when it lived', () => {
  const GAP = '── what came in between was not kept ──\n'
  const HISTORY = Array.from({ length: 8 }, (_, n) => `row ${n}\n`).join('')

  /** The newest checkpoint of the session, of one pane with a history and three rows of screen. */
  async function saved(life = 'l', started = 1, text = `${HISTORY}\u001b[31mold \u001b[0m  \n\u000e\n\n`) {
    const half = text.indexOf('row 4')
    const parts = [text.slice(0, half), text.slice(half)]
    const put = await Promise.all(parts.map(part => store.blobs.put(Buffer.from(part))))
    const pane = savedPane(
      '0.3',
      put.map(one => one.ref),
      { life, rows: 11, height: 3 },
    )
    const checkpoint = savedCheckpoint([pane], { name: 'by hand', tmux: { version: '3.3a', started } })
    await store.save(checkpoint, 0)
    return { text, parts: put.map(one => one.ref.hash) }
  }
  const loss = () => lossIn(paneRecord({ folder: folder.path }))

  test('its history is above the last screen, and what nobody has is named', async () => {
    const { text } = await saved()
    shows('0.0', 'new\nrows\n')
    const { info, problems } = await save(loss())
    const { panes, textOf } = await kept(info.id)
    expect(await textOf(0)).toBe(`${text}${GAP}new\nrows\n\n`)
    expect([panes[0]?.rows, panes[0]?.height, problems]).toEqual([15, 3, []])
  })

  test('a screen that has not changed since is there once', async () => {
    const { text, parts } = await saved()
    shows('0.0', '\u001b[31mold\u001b[39m\n\n')
    const { panes, textOf } = await kept((await save(loss())).info.id)
    expect([await textOf(0), panes[0]?.rows]).toEqual([text, 11])
    expect(panes[0]?.screen.map(one => one.hash)).toEqual(parts)
  })

  test('its screen is shown where the last one was not seen, which is told', async () => {
    const { text } = await saved()
    const { info, problems } = await save(loss())
    expect(await (await kept(info.id)).textOf(0)).toBe(text)
    const told = ['cc_1: Its last screen was not kept: it shows the one of the newest checkpoint.']
    expect(problems).toEqual(told)
    // Also when it is asked for again, and shows what the first one kept of it.
    const again = loss()
    const { info: first, print } = await save(again)
    again.record = { ...again.record, saved: { id: first.id, print } }
    const second = await save(again)
    expect([second.problems, second.info.id]).toEqual([told, first.id])
  })

  test('it is masked where the settings say so, and left out where a part of it is gone', async () => {
    const { parts } = await saved('l', 1, `${HISTORY}token ${TOKEN}\n\n\n`)
    maskSecrets = true
    shows('0.0', `new ${TOKEN}\n`)
    const { textOf } = await kept((await save(loss())).info.id)
    const masked = await textOf(0)
    expect(masked).not.toContain(TOKEN)
    expect(masked.split('\n').map(row => row.replace(/\*+$/, ''))).toEqual([
      ...HISTORY.split('\n').slice(0, -1),
      ...[`token ${MASK}`, '', '', GAP.trim(), `new ${MASK}`, '', '', ''],
    ])
    await store.blobs.remove(parts[1] ?? '')
    maskSecrets = false
    expect(await (await kept((await save(loss())).info.id)).textOf(0)).toBe(`new ${TOKEN}\n\n\n`)
  })

  test.each([
    ['another agent', 'other', 1],
    ['another server, whose panes had the same names', 'l', 2],
    ['a pane that was none of ours', '', 1],
  ])('nothing is taken of %s', async (_, life, started) => {
    await saved(life, started)
    const pane = paneRecord({ folder: folder.path, ...(life === '' ? { life } : {}) })
    expect((await save(lossIn(pane))).problems).toEqual(['cc_1: Its last screen was not kept.'])
  })
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
