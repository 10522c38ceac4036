import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PaneId } from '../../ipc/model'
import { fakeAgent, got, type Habits } from '../sessions/test-agents'
import { createTestFleet, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import type { AgentType } from './agent-type'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

/** An agent that asks; with the id of its question as the fleet tells it. */
async function asking(habits: Habits = {}, more: Partial<AgentType> = {}): Promise<{ pane: PaneId; id: string }> {
  await fakeAgent(t, 'a', { gate: true, ...habits }, more)
  const agents = [{ type: 'a', count: 1 }]
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  await t.connected()
  const pane = made.panes[0]!
  return { pane, id: await question(pane) }
}

const question = (pane: PaneId, title = 'Do you trust this folder?') =>
  until(() => {
    const { question } = t.fleet.pane(pane)?.state ?? {}
    return question?.title === title ? question.id : null
  }, 'its question')

test('the question that was seen is answered by its key, once, with proof', async () => {
  const { pane, id } = await asking()
  const both = [1, 2].map(() => t.answer.answer({ paneId: pane, questionId: id, key: '1' }))
  const [first, second] = await Promise.all(both)
  expect(first).toMatchObject({
    result: 'done',
    detail: 'Answered; the question is gone.',
    agent: 'a_1',
    before: 'waiting',
  })
  expect(second).toMatchObject({ result: 'skipped', detail: 'This question was answered a moment ago.' })
  expect(await got(t, pane, 'answer')).toEqual(['1'])
  expect(t.book.open()).toEqual([])
})

test('another question on screen, or none: nothing is sent, and that is said', async () => {
  const { pane, id } = await asking()
  await t.server.tmux('send-keys', '-t', pane, '2')
  await until(async () => (await got(t, pane, 'answer')).length === 1)
  const none = await t.answer.answer({ paneId: pane, questionId: id, key: '1' })
  expect(none).toMatchObject({ result: 'failed', detail: 'The question changed: nothing was sent.' })
  await t.server.tmux('send-keys', '-t', pane, 'C-q')
  const other = await question(pane, 'May I?')
  expect(other).not.toBe(id)
  const stale = await t.answer.answer({ paneId: pane, questionId: id, key: '1' })
  expect(stale.detail).toBe('The question changed: nothing was sent.')
  const wrong = await t.answer.answer({ paneId: pane, questionId: other, key: '9' })
  expect(wrong.detail).toBe('The question has no such choice: nothing was sent.')
  expect(await got(t, pane, 'answer')).toEqual(['2'])
  await expect(t.answer.answer({ paneId: '%777', questionId: id, key: '1' })).rejects.toMatchObject({
    code: 'no-such-pane',
  })
})

test('a question that stays is not called answered; copy mode and the terminal alone are respected', async () => {
  const { pane } = await asking({ deaf: true })
  const takes = { paneId: pane, key: '1' }
  await t.server.tmux('send-keys', '-t', pane, 'C-q')
  const id = await question(pane, 'May I?')
  await t.server.tmux('copy-mode', '-t', pane)
  expect((await t.answer.answer({ ...takes, questionId: id })).detail).toBe(
    'The pane is in copy mode. Nothing was sent.',
  )
  await t.server.tmux('send-keys', '-t', pane, '-X', 'cancel')
  const receipt = await t.answer.answer({ ...takes, questionId: id })
  expect(receipt).toMatchObject({
    result: 'unconfirmed',
    detail: 'The keys were sent, but the question is still on its screen.',
  })
  expect(await got(t, pane, 'answer')).toEqual(['1'])
  // It may have been asked once more: the answer to the first is none to that.
  const next = await until(() => {
    const now = t.fleet.pane(pane)?.state.question?.id
    return now && now !== id ? now : null
  })
  const late = await t.answer.answer({ ...takes, questionId: id })
  expect(late.detail).toBe('The question changed: nothing was sent.')
  expect(await got(t, pane, 'answer')).toEqual(['1'])
  expect((await t.answer.answer({ ...takes, questionId: next })).result).toBe('unconfirmed')
  expect(await got(t, pane, 'answer')).toEqual(['1', '1'])
})

test('the same question, asked once more, is not answered by what was meant for the first', async () => {
  const { pane } = await asking()
  await t.server.tmux('send-keys', '-t', pane, '1')
  await until(() => t.fleet.pane(pane)?.state.name === 'idle')
  const ask = async (than: string) => {
    await t.server.tmux('send-keys', '-t', pane, 'C-q')
    return until(async () => {
      const now = t.fleet.pane(pane)?.state.question
      return now?.title === 'May I?' && now.id !== than ? now.id : null
    }, 'the question')
  }
  const first = await ask('')
  await t.server.tmux('send-keys', '-t', pane, '2')
  await until(() => t.fleet.pane(pane)?.state.name === 'idle')
  const second = await ask(first)
  const meant = await t.answer.answer({ paneId: pane, questionId: first, key: '1' })
  expect(meant.detail).toBe('The question changed: nothing was sent.')
  expect(await got(t, pane, 'answer')).toEqual(['1', '2'])
  expect((await t.answer.answer({ paneId: pane, questionId: second, key: '1' })).result).toBe('done')
})

test('keys go to the agent alone in a synchronised window; what has no keys is left to the terminal', async () => {
  const { pane, id } = await asking()
  const { command } = t.types.at(-1)!
  const neighbour = (await t.server.tmux('split-window', '-dP', '-F', '#{pane_id}', '-t', pane, command)) as PaneId
  await question(neighbour)
  await t.server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'on')
  expect((await t.answer.answer({ paneId: pane, questionId: id, key: '1' })).result).toBe('done')
  expect(await got(t, neighbour, 'bytes')).toEqual([])
  const type = t.types.pop()!
  t.types.push({ ...type, answerKeys: () => null })
  const other = await question(neighbour)
  const receipt = await t.answer.answer({ paneId: neighbour, questionId: other, key: '1' })
  expect(receipt.detail).toBe('It can only be answered in the terminal: nothing was sent.')
})
