import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { Act } from '../../ipc/act'
import type { TopicOut } from '../../ipc/contract'
import type { HostClient } from '../../ipc/rpc-client'
import { git } from '../checkpoints/git/git'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost, type TestPage } from './test-host'

let t: TestHost
afterEach(() => t?.end())

interface Rig {
  readonly client: HostClient
  readonly page: TestPage
  news(): TopicOut<'checkpoints'>
  /** Starts a session of these, with a kind of agent that only stays. */
  start(count: number, folder?: string): Promise<{ sessionId: string; panes: string[] }>
}

async function rig(patch = {}): Promise<Rig> {
  t = await createTestHost()
  const page = t.page()
  const { client } = page
  const program = join(t.base, 'stays')
  await writeFile(program, '#!/bin/sh\necho here\nexec cat\n')
  await chmod(program, 0o755)
  const agentTypes = [{ id: 'st', name: 'Stays', command: program, args: [], env: {}, interrupt: 'ctrl-c' as const }]
  await client.call('settings.set', { patch: { agentTypes, ...patch } })
  let news: TopicOut<'checkpoints'> = { list: [], saving: [], trouble: '?' }
  client.subscribe('checkpoints', {}, one => {
    news = one
  })
  return {
    ...{ client, page },
    news: () => news,
    async start(count, folder = t.base) {
      const agents = [{ type: 'st', count }]
      const made = await client.call('session.create', { name: 's', folder, createFolder: false, agents })
      await t.followed()
      return { sessionId: made.sessionId, panes: made.panes }
    },
  }
}

/** Acts as a page knows them. */
function followActs(client: HostClient): ReadonlyMap<string, Act> {
  const acts = new Map<string, Act>()
  client.subscribe('act', {}, news => {
    for (const act of 'open' in news ? news.open : [news.act]) acts.set(act.id, act)
  })
  return acts
}

it('a checkpoint is saved, listed, shown, renamed, compared, deleted and taken back over the contract', async () => {
  const { client, news, start } = await rig()
  const top = join(t.base, 'repo')
  await mkdir(top)
  await git(top, ['init', '--quiet', '--initial-branch=main'])
  await writeFile(join(top, 'new'), 'new\n')
  const { sessionId } = await start(2, top)
  await until(async () => (await t.tmux('capture-pane', '-p', '-t', sessionId)).includes('here'))
  const estimate = await client.call('checkpoint.estimate', { sessionId })
  expect(estimate).toMatchObject({ panes: 2, trees: [{ path: top, files: 1, bytes: 4, left: 0 }] })
  expect(estimate.bytes).toBeGreaterThan(4)
  const id = randomUUID()
  const saved = await client.call('checkpoint.save', { id, sessionId, name: 'before', message: 'm' })
  expect([saved.info.id, saved.problems]).toEqual([id, []])
  await until(() => news().list.length === 1 && news().saving.length === 0)
  const { checkpoint, damaged } = await client.call('checkpoint.get', { id })
  expect([checkpoint.name, damaged, checkpoint.trees.length]).toEqual(['before', '', 1])
  expect(await client.call('checkpoint.damaged', {})).toEqual({ ids: [] })
  expect((await client.call('checkpoint.screen', { id, key: '0.0' })).text).toContain('here')
  expect((await client.call('checkpoint.patch', { id, tree: 0 })).patch).toContain('+new')
  await client.call('checkpoint.rename', { id, name: 'after', message: '' })
  expect((await client.call('checkpoint.get', { id })).checkpoint.name).toBe('after')
  await writeFile(join(top, 'newer'), 'newer\n')
  const { lines } = await client.call('checkpoint.compare', { id, with: null })
  // What runs may change meanwhile; of the files nothing else did.
  expect(lines.filter(line => line.kind === 'file' && line.change !== 'same')).toEqual([
    { kind: 'file', what: 'newer', change: 'added', detail: 'It is new.' },
  ])
  await client.call('checkpoint.delete', { ids: [id] })
  await until(() => news().list.length === 0)
  expect(await client.call('checkpoint.undelete', { ids: [id] })).toEqual({ ids: [id] })
  await until(() => news().list[0]?.name === 'after')
  expect(await readdir(join(t.base, 'data', 'checkpoints'))).not.toContain('reading')
  await expect(client.call('checkpoint.get', { id: randomUUID() })).rejects.toMatchObject({ code: 'bad-input' })
  expect(t.errors).toEqual([])
})

it('risky acts are preceded by a checkpoint: kills always, prompts and interrupts of more than one, three more agents', async () => {
  const { client, news, start } = await rig()
  const { sessionId, panes } = await start(2)
  const taken = () => news().list.map(one => one.trigger)
  const send = (paneIds: string[]) =>
    client.call('prompt.send', { id: randomUUID(), text: 'x', to: { target: { kind: 'panes', paneIds } } })
  await send([panes[0]!])
  await client.call('agents.interrupt', { target: { kind: 'pane', paneId: panes[0]! } })
  await client.call('session.addAgents', { sessionId, agents: [{ type: 'st', count: 1 }] })
  expect(taken()).toEqual([])
  const { before } = await send(panes)
  await until(() => taken().length === 1)
  expect(taken()).toEqual(['before-send'])
  // What each act tells is its way back; those within ten seconds share one, and say so.
  const { id, at } = news().list[0]!
  const saved = { session: 's', checkpoint: { id, at }, problem: '' }
  expect(before).toEqual([{ ...saved, how: 'taken' }])
  const added = await client.call('session.addAgents', { sessionId, agents: [{ type: 'st', count: 3 }] })
  expect(taken()).toEqual(['before-send'])
  expect(added.before).toEqual([{ ...saved, how: 'shared' }])
  const report = await client.call('kill.now', { target: { kind: 'session', sessionId }, endShared: false })
  expect(report).toMatchObject({ proven: true, before: [{ ...saved, how: 'shared' }] })
  expect(t.errors).toEqual([])
})

it('a freeze has its checkpoint beside it, of one pane too, and tells of it when it is complete; a thaw has none', async () => {
  const { client, page, news, start } = await rig()
  const { panes } = await start(2)
  const acts = followActs(client)
  const target = { kind: 'pane', paneId: panes[0]! } as const
  const { id } = await client.call('agents.freeze', { target, frozen: true })
  const before = await until(() => acts.get(id)?.before, 'the checkpoint')
  expect(before).toMatchObject([{ session: 's', how: 'taken', problem: '', checkpoint: { id: news().list[0]?.id } }])
  expect(news().list.map(one => one.trigger)).toEqual(['before-freeze'])
  const thaw = await client.call('agents.freeze', { target, frozen: false })
  expect(thaw.receipts).toHaveLength(1)
  expect(thaw.before).toBeUndefined()
  expect(page.fleet().panes).toHaveLength(2)
})

it('an interrupt sends its keys whatever becomes of the checkpoint, and a kill without one asks first', async () => {
  const { client, news, start } = await rig()
  const { sessionId, panes } = await start(2)
  const folder = join(t.base, 'data', 'checkpoints')
  // A folder that is no folder takes nothing, for root too.
  await rm(folder, { recursive: true })
  await symlink('/dev/null', folder)
  const acts = followActs(client)
  const act = await client.call('agents.interrupt', { target: { kind: 'session', sessionId } })
  expect(act.receipts).toHaveLength(2)
  const before = await until(() => acts.get(act.id)?.before, 'what became of it')
  expect(before).toMatchObject([{ session: 's', checkpoint: null, problem: expect.stringMatching(/disk/) }])
  await until(() => news().trouble !== '')
  expect(news().trouble).toMatch(/^No checkpoint of s could be taken: /)
  const kill = { target: { kind: 'session', sessionId }, endShared: false } as const
  await expect(client.call('kill.now', kill)).rejects.toMatchObject({ code: 'refused', detail: 'no-checkpoint' })
  expect((await t.tmux('list-panes', '-s', '-t', sessionId, '-F', '#{pane_id}')).split('\n')).toEqual(panes)
  const report = await client.call('kill.now', { ...kill, withoutCheckpoint: true })
  expect(report.proven).toBe(true)
})

it('a save can be cancelled, and settings turn the automatic ones off', async () => {
  const { client, news, start } = await rig({ autoCheckpoints: false })
  const { sessionId } = await start(3)
  const id = randomUUID()
  const saving = client.call('checkpoint.save', { id, sessionId })
  await client.call('checkpoint.cancel', { id })
  await expect(saving).rejects.toMatchObject({ code: 'cancelled' })
  await client.call('agents.interrupt', { target: { kind: 'session', sessionId } })
  await client.call('kill.now', { target: { kind: 'session', sessionId }, endShared: false })
  expect(news()).toEqual({ list: [], saving: [], trouble: '' })
})

it('an export and an import can be cancelled under the ids that their page gave them', async () => {
  const { client, news, start } = await rig({ autoCheckpoints: false })
  const { sessionId } = await start(1)
  const id = randomUUID()
  await client.call('checkpoint.save', { id, sessionId })
  const [runId, folder] = [randomUUID(), join(t.base, 'out')]
  const exporting = client.call('checkpoint.export', { runId, id, folder })
  await client.call('checkpoint.cancel', { id: runId })
  await expect(exporting).rejects.toMatchObject({ code: 'cancelled' })
  expect(await readdir(folder)).toEqual([])
  const { path } = await client.call('checkpoint.export', { runId, id, folder })
  const importing = client.call('checkpoint.import', { runId, path })
  await client.call('checkpoint.cancel', { id: runId })
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
  expect(news().list.map(one => one.id)).toEqual([id])
})
