import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostError } from '../../ipc/failure'
import type { Finish, FinishPlan } from '../../ipc/finish'
import type { PaneId, SessionId } from '../../ipc/model'
import type { SavedBefore } from '../../ipc/saved-before'
import { silentLog } from '../log/log'
import { fakeAgent, got } from '../sessions/test-agents'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { createFinishes, type Finishes } from './finish'
import { createOutputs } from './save-outputs'

let t: TestFleet
let finishes: Finishes
let told: Finish[]
let beforeKill: (sessionId: SessionId) => Promise<SavedBefore[]>
beforeEach(async () => {
  t = await createTestFleet()
  told = []
  beforeKill = async () => []
  const types = () => t.types
  const parts = {
    ...t,
    types,
    outputs: createOutputs({ ...t, types }),
    log: silentLog,
    rests: { seen: 100, unseen: 1500 },
  }
  finishes = createFinishes({ ...parts, beforeKill: id => beforeKill(id) })
  finishes.onChange(finish => told.push(finish))
})
afterEach(async () => {
  finishes.close()
  await t.end()
})

/** Agents of these types in one session; waits until each is idle. */
async function start(...types: string[]): Promise<{ sessionId: SessionId; panes: PaneId[] }> {
  const agents = types.map(type => ({ type, count: 1 }))
  const made = await t.spawn.create({ name: 'api', folder: t.folder, createFolder: false, agents })
  await t.connected()
  for (const pane of made.panes) await until(() => t.tmux.clientOfPane(pane) && state(pane) === 'idle', 'an idle agent')
  return made
}
const state = (pane: PaneId) => t.fleet.pane(pane)?.state.name
const keys = (pane: PaneId, ...names: string[]) => t.server.tmux('send-keys', '-t', pane, ...names)
const folder = () => join(t.folder, 'out')
const WHOLE = { ask: 'finish', waitMs: 60_000, kill: true, endShared: false }

function begin(sessionId: SessionId, change: Partial<FinishPlan> = {}): string {
  const id = randomUUID()
  finishes.start(id, { sessionId, ...WHOLE, save: { folder: folder(), colours: false }, ...change })
  return id
}
/** The run as it is now, by the same id again: nothing is begun by that. */
const now = (id: string) => finishes.start(id, { sessionId: '$999', ...WHOLE, save: null })
const reached = (id: string, ...steps: Finish['step'][]) =>
  until(() => (steps.includes(now(id).step) ? now(id) : null), `step ${steps.join(' or ')}`, 20_000)
const standing = (id: string) => now(id).agents.map(one => one.progress)
const sessions = () => t.server.tmux('list-sessions', '-F', '#{session_name}').catch(() => '')

test('asks, waits for each turn, saves every pane, and ends the session with proof', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a', 'a')
  await t.server.tmux('split-window', '-d', '-t', panes[0]!, 'sleep', '966')
  await until(() => t.fleet.state().panes.length === 3, 'the plain pane')
  const checked: string[] = []
  const saved: SavedBefore = {
    ...{ session: 'api', how: 'taken', problem: '' },
    checkpoint: { id: '0c3f8f0e-6f0e-4b64-9a53-000000000001', at: 1 },
  }
  beforeKill = async id => {
    checked.push(`${id} ${now(finish).step} ${(await readdir(folder())).length}`)
    return [saved]
  }
  const finish = begin(sessionId)
  const over = await reached(finish, 'done', 'failed', 'cancelled')
  expect(over).toMatchObject({ step: 'done', session: 'api', problem: '', waitUntil: null })
  expect(over.asked?.receipts.map(one => one.result)).toEqual(['done', 'done'])
  expect(over.agents.map(one => [one.agent, one.progress])).toEqual([
    ['a_1', 'ready'],
    ['a_2', 'ready'],
  ])
  expect(over.outputs.map(one => one.problem)).toEqual(['', '', ''])
  expect(over.killed).toMatchObject({ proven: true, survivors: [] })
  expect(over.before).toEqual([saved])
  expect(over.killed?.panes).toHaveLength(3)
  expect(checked).toEqual([`${sessionId} checkpoint 3`])
  expect(await sessions()).toBe('')
  for (const pane of panes) expect(await got(t, pane)).toEqual(['finish'])
  expect(await readFile(over.outputs[0]?.path ?? '', 'utf8')).toMatch(/agent: {8}a_1\n/)
  await until(() => told.at(-1)?.step === 'done', 'the last word')
  const steps = told.map(one => one.step).filter((step, at, all) => step !== all[at - 1])
  expect(steps).toEqual(
    ['asking', 'waiting', 'saving', 'ready', 'checkpoint', 'killing', 'done'].filter(one =>
      steps.includes(one as Finish['step']),
    ),
  )
  expect(finishes.open()).toEqual([])
})

test('waits for who never finishes, stops at the limit, and ends nobody by the time alone', {
  timeout: 60_000,
}, async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a', 'a')
  await keys(panes[1]!, 'C-w')
  await until(() => state(panes[1]!) === 'working', 'work')
  const id = begin(sessionId, { ask: null, waitMs: 1000 })
  await until(() => now(id).problem !== '', 'the limit')
  expect(now(id)).toMatchObject({ step: 'waiting', problem: 'The time is up: 1 agent is not ready.' })
  expect(standing(id)).toEqual(['ready', 'busy'])
  // Ready at last, and still nothing goes on without the user's word.
  await keys(panes[1]!, 'C-w')
  await until(() => standing(id).join() === 'ready,ready', 'both are ready', 25_000)
  expect(now(id).step).toBe('waiting')
  expect(await sessions()).toBe('api')
  finishes.step(id, 'without')
  expect((await reached(id, 'done')).killed?.proven).toBe(true)
})

test('goes on without who is not ready: the held prompt is given up, and all outputs are saved', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a', 'a')
  await keys(panes[1]!, 'C-w')
  await until(() => state(panes[1]!) === 'working', 'work')
  const id = begin(sessionId)
  await until(() => standing(id).join() === 'ready,busy', 'one is ready')
  expect(now(id)).toMatchObject({ step: 'asking', agents: [{}, { detail: 'Held until it is idle. It is working.' }] })
  finishes.step(id, 'without')
  const over = await reached(id, 'done')
  expect(over.asked?.receipts.map(one => one.result)).toEqual(['done', 'skipped'])
  expect(over.outputs).toHaveLength(2)
  expect(await got(t, panes[1]!)).toEqual([])
})

test('says which question stands in the way, sends nothing to it, and goes on once it is answered', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a')
  await keys(panes[0]!, 'C-q')
  await until(() => state(panes[0]!) === 'waiting', 'the question')
  const id = begin(sessionId, { kill: false })
  await until(() => now(id).agents[0]?.detail.includes('It waits for an answer: “May I?”'), 'the hold')
  expect([await got(t, panes[0]!), await got(t, panes[0]!, 'answer')]).toEqual([[], []])
  await keys(panes[0]!, '1')
  const ready = await reached(id, 'ready')
  expect(ready.agents).toMatchObject([{ progress: 'ready' }])
  expect([await got(t, panes[0]!), await got(t, panes[0]!, 'answer')]).toEqual([['finish'], ['1']])
  expect(finishes.step(id, 'cancel')).toMatchObject({ step: 'done', killed: null })
  expect(await sessions()).toBe('api')
})

test('cancelled while it asks or waits, it leaves everything running', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a')
  await keys(panes[0]!, 'C-w')
  await until(() => state(panes[0]!) === 'working', 'work')
  const asking = begin(sessionId)
  await until(() => now(asking).agents[0]?.detail.startsWith('Held'), 'the hold')
  expect(finishes.step(asking, 'cancel')).toMatchObject({
    step: 'cancelled',
    problem: 'It was cancelled: what runs goes on.',
  })
  const waiting = begin(sessionId, { ask: null })
  await reached(waiting, 'waiting')
  finishes.step(waiting, 'cancel')
  // Idle again, it gets no prompt of what was cancelled, and a step afterwards changes nothing.
  await keys(panes[0]!, 'C-w')
  await until(() => state(panes[0]!) === 'idle', 'rest')
  expect(finishes.step(asking, 'kill').step).toBe('cancelled')
  expect(now(asking).asked && t.book.find(now(asking).asked?.id ?? '')?.receipts[0]?.result).toBe('skipped')
  expect(await got(t, panes[0]!)).toEqual([])
  expect([await sessions(), await readdir(folder()).catch(() => null)]).toEqual(['api', null])
})

test('cancelled while it saves, when it is ready, or right before the kill, it leaves everything running', async () => {
  await fakeAgent(t, 'a')
  const { sessionId } = await start('a', 'a', 'a')
  const saving = begin(sessionId, { ask: null })
  await until(() => now(saving).outputs.length > 0, 'the first file')
  finishes.step(saving, 'cancel')
  const ready = begin(sessionId, { ask: null, kill: false })
  await reached(ready, 'ready')
  finishes.step(ready, 'cancel')
  const killing = begin(sessionId, { ask: null })
  let release = () => {}
  beforeKill = () => new Promise(resolve => (release = () => resolve([])))
  await reached(killing, 'checkpoint')
  finishes.step(killing, 'cancel')
  release()
  expect([now(saving), now(ready), now(killing)].map(one => [one.step, one.killed])).toEqual([
    ['cancelled', null],
    ['done', null],
    ['cancelled', null],
  ])
  await until(async () => (await t.fleet.refresh()).panes.length === 3, 'all panes')
  expect(await sessions()).toBe('api')
})

test('ends in words when the session is killed from outside', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a')
  await t.server.tmux('new-session', '-d', '-s', 'other', 'sleep', '965')
  await keys(panes[0]!, 'C-w')
  const id = begin(sessionId, { ask: null })
  await reached(id, 'waiting')
  await t.server.tmux('kill-session', '-t', 'api')
  expect((await reached(id, 'failed')).problem).toBe('Session api ended meanwhile, not by this. No output was saved.')
  expect(await sessions()).toBe('other')
})

test('never takes another session of the same id for the one that it began with', async () => {
  await fakeAgent(t, 'a')
  const { sessionId } = await start('a')
  const id = begin(sessionId, { ask: null, kill: false, save: null })
  await reached(id, 'ready')
  await t.server.tmux('kill-server')
  await until(
    () =>
      t.server.tmux('new-session', '-d', '-s', 'new', 'sleep', '964').then(
        () => true,
        () => false,
      ),
    'a server',
  )
  expect(await t.server.tmux('display-message', '-p', '-t', 'new', '#{session_id}')).toBe(sessionId)
  expect((await reached(id, 'failed')).killed).toBe(null)
  expect(finishes.step(id, 'kill').step).toBe('failed')
  expect(await sessions()).toBe('new')
})

test('asks again before the kill when an output could not be saved', async () => {
  await fakeAgent(t, 'a')
  const { sessionId } = await start('a', 'a')
  const id = begin(sessionId, { ask: null, save: { folder: '/proc/quarterdeck', colours: false } })
  const ready = await reached(id, 'ready')
  expect(ready).toMatchObject({ problem: '2 outputs were not saved.', killed: null })
  expect(ready.outputs.every(one => one.problem !== '' && one.path === '')).toBe(true)
  expect(await sessions()).toBe('api')
  finishes.step(id, 'kill')
  expect((await reached(id, 'done')).killed?.proven).toBe(true)
})

test('ends nothing when what comes before the kill fails, and may be told to try again', async () => {
  await fakeAgent(t, 'a')
  const { sessionId } = await start('a')
  beforeKill = async () => {
    throw new HostError('store-damaged', 'The disk is full.')
  }
  const id = begin(sessionId, { ask: null, save: null })
  await until(() => now(id).problem !== '', 'the failure')
  expect(now(id)).toMatchObject({
    step: 'ready',
    problem: expect.stringMatching(/^Nothing was ended.*The disk is full\.$/),
  })
  expect(await sessions()).toBe('api')
  beforeKill = async () => []
  finishes.step(id, 'kill')
  await reached(id, 'done')
})

test('asks before an agent that was added meanwhile is ended; shells and plain panes are not waited for', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a', 'shell')
  const id = begin(sessionId, { ask: null })
  await until(() => now(id).agents.length > 0, 'the agents')
  expect(now(id).agents.map(one => one.agent)).toEqual(['a_1'])
  finishes.step(id, 'cancel')
  await keys(panes[0]!, 'C-w')
  await until(() => state(panes[0]!) === 'working', 'work')
  const second = begin(sessionId, { ask: null })
  await t.spawn.add({ sessionId, agents: [{ type: 'a', count: 1 }] })
  finishes.step(second, 'without')
  expect((await reached(second, 'ready')).problem).toBe('1 agent was added meanwhile.')
})

test('without waiting it asks who is idle and leaves the others', async () => {
  await fakeAgent(t, 'a')
  const { sessionId, panes } = await start('a', 'a')
  await keys(panes[1]!, 'C-w')
  await until(() => state(panes[1]!) === 'working', 'work')
  const id = begin(sessionId, { waitMs: null, save: null, kill: false, ask: 'work' })
  const ready = await reached(id, 'ready')
  expect(ready.asked?.receipts.map(one => one.result)).toEqual(['done', 'skipped'])
  expect(standing(id)).toEqual(['left', 'left'])
})

test('one finish for a session, one run for an id, and no step without a run', async () => {
  await t.script('quiet', STAY)
  const made = await t.spawn.create({
    name: 'q',
    folder: t.folder,
    createFolder: false,
    agents: [{ type: 'quiet', count: 1 }],
  })
  const id = begin(made.sessionId)
  expect(() => begin(made.sessionId)).toThrow('is being finished already')
  expect(() => begin('$998')).toThrow('That session is gone.')
  expect(() => finishes.step(randomUUID(), 'cancel')).toThrow('not known any more')
  expect(() => finishes.step(id, 'kill')).toThrow('not ready to be ended yet')
  finishes.step(id, 'cancel')
  expect(() => begin(made.sessionId, { save: { folder: 'relative', colours: false } })).toThrow('absolute path')
  // A program that can be neither asked nor read is never taken for ready.
  const second = begin(made.sessionId)
  await reached(second, 'waiting')
  expect(now(second)).toMatchObject({ asked: null, agents: [{ progress: 'busy' }] })
  finishes.close()
  expect(finishes.open()).toEqual([])
  expect(await sessions()).toBe('q')
})
