import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Act } from '../../ipc/act'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost } from './test-host'

let t: TestHost
afterEach(() => t?.end())

test('a prompt through the contract: receipts, the same id again, history, forgetting, cancelling', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'plain', '-x', '90', '-y', '30', 'exec cat')
  await t.followed()
  const { client } = t.page()
  const acts: Act[] = []
  client.subscribe('act', {}, event => acts.push(...('act' in event ? [event.act] : event.open)))
  const pane = await until(() => t.host.fleet.state().panes[0]?.id, 'the pane')
  const input = { id: randomUUID(), text: 'a secret word', to: { target: { kind: 'pane', paneId: pane } } } as const
  const act = await client.call('prompt.send', input)
  await until(() => acts.some(one => one.id === act.id && !one.open), 'the end')
  const again = await client.call('prompt.send', input)
  expect(again.receipts).toMatchObject([{ paneId: pane, result: 'skipped', agent: 'pane 0', session: 'plain' }])
  expect(await t.tmux('capture-pane', '-p', '-t', pane)).not.toContain('secret')
  const found = await client.call('prompt.history', { search: 'SECRET' })
  expect(found.prompts.map(one => [one.id, one.receipts[0]?.result])).toEqual([[input.id, 'skipped']])
  const file = () => readFile(join(t.base, 'data', 'prompts.jsonl'), 'utf8')
  await until(async () => (await file()).includes('skipped'), 'the history on disk')
  await client.call('prompt.forget', { ids: [input.id] })
  expect(await file()).not.toContain('secret')
  expect((await client.call('prompt.history', {})).prompts).toEqual([])
  await expect(client.call('act.cancel', { id: randomUUID() })).rejects.toMatchObject({ code: 'refused' })
  await expect(client.call('prompt.retry', { id: randomUUID() })).rejects.toMatchObject({ code: 'bad-input' })
  const nobody = { ...input, id: randomUUID(), to: { target: { kind: 'fleet' } } } as const
  await expect(client.call('prompt.send', nobody)).rejects.toMatchObject({ code: 'bad-input' })
  const answered = await client.call('question.answer', { paneId: pane, questionId: 'x', key: '1' })
  expect(answered.receipt).toMatchObject({
    result: 'failed',
    detail: 'No agent is known to run there any more. Nothing was sent.',
  })
  expect(t.errors).toEqual([])
})
