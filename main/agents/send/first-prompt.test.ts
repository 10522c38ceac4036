import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeAgent, got } from '../../sessions/test-agents'
import { createTestFleet, type TestFleet } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

test('first prompts wait for each agent, say which gate stands in the way, and fail with the agent', async () => {
  await fakeAgent(t, 'quick')
  await fakeAgent(t, 'slow', { starts: 1500 })
  await fakeAgent(t, 'gate', { gate: true })
  await t.script('dies', 'setTimeout(() => process.exit(3), 300)', {
    custom: false,
    prompting: { settleMs: 0, clear: [] },
  })
  const agents = ['quick', 'slow', 'gate', 'dies', 'shell'].map(type => ({ type, count: 1 }))
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents, prompt: 'begin\nhere' })
  const act = made.act!
  expect([act.title, act.text, act.origin, act.open]).toEqual(['First prompt to 4', 'begin\nhere', 'page', true])
  await t.connected()
  const now = (at: number) => t.book.find(act.id)!.receipts[at]!
  const gate = 'Waits until it is ready. It waits for an answer: “Do you trust this folder?”'
  await until(() => now(2).detail === gate, 'the gate')
  await until(() => [0, 1, 3].every(at => now(at).result !== 'pending'), 'the others', 20_000)
  expect([0, 1, 3].map(at => now(at).result)).toEqual(['done', 'done', 'failed'])
  // The shell beside them was never meant.
  expect(now(4)).toBeUndefined()
  expect(await got(t, made.panes[2]!, 'bytes')).toEqual([])
  await t.server.tmux('send-keys', '-t', made.panes[2]!, '1')
  await until(() => t.book.find(act.id)?.open === false, 'the end')
  expect(now(2).result).toBe('done')
  for (const at of [0, 1, 2]) expect(await got(t, made.panes[at]!)).toEqual(['begin\nhere'])
  expect(t.history.find(act.id)?.receipts.map(one => one.result)).toEqual(['done', 'done', 'done', 'failed'])
})

test('a question that opens a moment after the first composer gets neither paste nor Enter', async () => {
  await fakeAgent(t, 'late', { lateGate: 700 })
  const agents = [{ type: 'late', count: 1 }]
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents, prompt: 'begin' })
  await t.connected()
  const now = () => t.book.find(made.act!.id)!.receipts[0]!
  await until(() => now().detail.includes('Make this your default?'), 'the question')
  expect([now().result, await got(t, made.panes[0]!, 'bytes')]).toEqual(['pending', []])
  await t.server.tmux('send-keys', '-t', made.panes[0]!, '2')
  await until(() => now().result === 'done', 'the prompt')
  expect(await got(t, made.panes[0]!)).toEqual(['begin'])
})

test('added agents get theirs, and nobody else; without a prompt there is no act', async () => {
  await fakeAgent(t, 'a')
  const agents = [{ type: 'a', count: 1 }]
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents, prompt: '  ' })
  expect(made.act).toBeNull()
  await t.connected()
  const more = await t.spawn.add({ sessionId: made.sessionId, agents, prompt: 'hi' })
  await until(() => t.book.find(more.act!.id)?.open === false, 'the end')
  expect(await got(t, more.panes[0]!)).toEqual(['hi'])
  expect(await got(t, made.panes[0]!, 'bytes')).toEqual([])
})
