import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Finish, FinishPlan } from '../../ipc/finish'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost, type TestPage } from './test-host'

let t: TestHost
beforeEach(async () => {
  t = await createTestHost()
})
afterEach(async () => {
  await t.end()
  expect(t.errors).toEqual([])
})

/** What a page is told of finishes, the last word of each. */
function follow(page: TestPage): { told: Map<string, Finish> } {
  const told = new Map<string, Finish>()
  page.client.subscribe('finish', {}, news => {
    for (const one of 'open' in news ? news.open : [news.finish]) told.set(one.id, one)
  })
  return { told }
}

async function session(name: string): Promise<{ page: TestPage; plan: FinishPlan }> {
  await t.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '24', 'sh', '-c', 'echo seen; exec sleep 944')
  await t.followed()
  const page = t.page()
  const found = await until(() => page.fleet().sessions.find(one => one.name === name), 'the session')
  const save = { folder: join(t.base, 'out'), colours: false }
  return { page, plan: { sessionId: found.id, ask: null, waitMs: 60_000, save, kill: false, endShared: false } }
}

test('a run goes on without the page that began it, and the next page takes the steps', async () => {
  const { page, plan } = await session('s')
  const id = randomUUID()
  await page.client.call('finish.start', { id, plan })
  page.client.close()
  const next = t.page()
  const { told } = follow(next)
  await until(() => told.get(id)?.step === 'ready', 'the run')
  const [saved] = told.get(id)?.outputs ?? []
  expect(await readFile(saved?.path ?? '', 'utf8')).toMatch(/\nseen\n$/)
  await next.client.call('finish.step', { id, step: 'kill' })
  await until(() => told.get(id)?.step === 'done', 'the end', 20_000)
  expect(told.get(id)?.killed).toMatchObject({ proven: true, survivors: [] })
  expect(told.get(id)?.before).toMatchObject([{ session: 's', how: 'taken', checkpoint: { at: expect.any(Number) } }])
})

test('how a run ended that no page has seen is told to the next one', async () => {
  const { page, plan } = await session('s')
  const id = randomUUID()
  await page.client.call('finish.start', { id, plan })
  page.client.close()
  await t.tmux('kill-session', '-t', 's')
  await until(() => t.host.fleet.state().sessions.length === 0, 'no session')
  const { told } = follow(t.page())
  await until(() => told.get(id)?.step === 'failed', 'the end')
  expect(told.get(id)?.problem).toMatch(/^Session s ended meanwhile, not by this\./)
})

test('refuses what cannot be, and saves a pane alone', async () => {
  const { page, plan } = await session('s')
  const { call } = page.client
  await expect(call('finish.step', { id: randomUUID(), step: 'cancel' })).rejects.toMatchObject({ code: 'refused' })
  const other = { ...plan, sessionId: '$999' }
  await expect(call('finish.start', { id: randomUUID(), plan: other })).rejects.toMatchObject({
    code: 'no-such-session',
  })
  const [pane] = page.fleet().panes
  const target = { kind: 'pane', paneId: pane?.id ?? '' } as const
  const { outputs } = await call('outputs.save', { target, folder: join(t.base, 'alone') })
  expect(outputs).toMatchObject([{ agent: 'pane 0', lines: 1, problem: '' }])
  await expect(call('outputs.save', { target, folder: 'relative' })).rejects.toMatchObject({ code: 'bad-folder' })
  await expect(call('outputs.save', { target: { kind: 'pane', paneId: '%999' }, folder: '/x' })).rejects.toMatchObject({
    code: 'no-such-pane',
  })
})
