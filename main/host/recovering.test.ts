import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LostSession } from '../../ipc/recovery'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost, type TestPage } from './test-host'

const PROGRAM = join(import.meta.dirname, '../../e2e/programs/fake-claude.mjs')
const CHOICE = { layout: true, conversations: true, files: 'none', panes: null, start: true, session: '' } as const

let t: TestHost
let page: TestPage
let lost: LostSession[]
beforeEach(async () => {
  t = await createTestHost()
  page = t.page()
  page.client.subscribe('recovery', {}, news => {
    lost = news.lost
  })
  const claude = join(t.base, 'claude')
  await writeFile(claude, `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`)
  await chmod(claude, 0o755)
  await page.client.call('settings.set', { patch: { overrides: { cc: { command: claude } } } })
})
afterEach(() => t.end())

/** Transcripts of all conversations, by file name. */
async function talks(): Promise<string[]> {
  const projects = join(t.base, 'home', '.claude', 'projects')
  const files = await readdir(projects, { recursive: true }).catch(() => [])
  const whole = files.filter(file => file.endsWith('.jsonl')).map(file => readFile(join(projects, file), 'utf8'))
  return Promise.all(whole)
}

test('by the contract: a server dies, its session is lost, saved, salvaged, and goes on in its conversation', async () => {
  const folder = join(t.base, 'project')
  await mkdir(folder)
  const agents = [{ type: 'cc', count: 1 }]
  await page.client.call('session.create', { name: 'api', folder, createFolder: false, agents, prompt: 'Mend it' })
  await until(async () => (await talks()).some(text => text.includes('"assistant"')), 'an answer', 20_000)
  await until(() => page.fleet().panes[0]?.state.name === 'idle' && page.fleet().panes[0]?.task, 'its rest')
  await until(async () =>
    (await readFile(join(t.base, 'data', 'journal.json'), 'utf8').catch(() => '')).includes('Mend'),
  )
  process.kill(Number(await t.tmux('display-message', '-p', '#{pid}')), 'SIGKILL')
  const loss = await until(() => lost.find(one => one.agents[0]?.transcript), 'the loss')
  expect(loss).toMatchObject({
    session: 'api',
    folder,
    kind: 'server-died',
    agents: [{ name: 'cc_1', type: 'cc', state: 'idle', task: 'Mend it', screen: true }],
  })
  expect(loss.lastWords[0]).toBe('tmux: server exited unexpectedly')
  const { outputs } = await page.client.call('recovery.salvage', { ids: [loss.id], folder: join(t.base, 'salvaged') })
  expect(await readFile(outputs[0]?.path ?? '', 'utf8')).toMatch(/last screen[\s\S]*Mend it[\s\S]*\[you,.*\]\nMend it/)
  const { info } = await page.client.call('recovery.checkpoint', { id: loss.id })
  const plan = await page.client.call('restore.plan', { id: info.id, choice: CHOICE })
  expect(plan.panes).toMatchObject([{ act: 'create', conversation: 'as-saved' }])
  const run = await page.client.call('restore.run', { id: randomUUID(), plan })
  expect(run).toMatchObject({ step: 'done', session: 'api', problem: '' })
  await until(() => lost.length === 0, 'an empty list')
  const told = await talks()
  expect(told.filter(text => text.includes('Mend it'))).toHaveLength(2)
  expect(t.errors).toEqual([])
})

test('what Kill now ended is no loss, what somebody else ended is one, which is dismissed for good', async () => {
  for (const name of ['mine', 'theirs'])
    await page.client.call('session.create', {
      name,
      folder: t.base,
      createFolder: false,
      agents: [{ type: 'shell', count: 1 }],
    })
  await t.followed()
  const mine = await until(() => page.fleet().sessions.find(one => one.name === 'mine'), 'the session')
  await page.client.call('kill.now', { target: { kind: 'session', sessionId: mine.id }, endShared: false })
  await t.tmux('kill-session', '-t', '=theirs')
  const loss = await until(() => lost[0], 'the loss')
  expect(lost.map(one => one.session)).toEqual(['theirs'])
  await page.client.call('recovery.dismiss', { ids: [loss.id] })
  await until(() => lost.length === 0, 'an empty list')
  expect(JSON.parse(await readFile(join(t.base, 'data', 'journal.json'), 'utf8'))).toMatchObject({ lost: [] })
  await expect(page.client.call('recovery.checkpoint', { id: loss.id })).rejects.toMatchObject({ code: 'bad-input' })
})
