import { randomUUID } from 'node:crypto'
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RestoreRun } from '../../ipc/checkpoint'
import { git } from '../checkpoints/git/git'
import { ALL } from '../checkpoints/restore/test-restore'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost, type TestPage } from './test-host'

let t: TestHost
let page: TestPage
let repo: string
beforeEach(async () => {
  t = await createTestHost()
  repo = join(await realpath(t.base), 'repo')
  await mkdir(repo)
  await git(repo, ['init', '--quiet', '--initial-branch=main'])
  await writeFile(join(repo, 'a'), 'then\n')
  page = t.page()
})
afterEach(() => t.end())

/** A session of two panes in the repository, and its checkpoint. */
async function saved(): Promise<string> {
  const text = `printf '\\033[31mold words\\033[0m\\n'; exec sleep 1000`
  await t.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'api', '-c', repo, text)
  await t.tmux('split-window', '-h', '-t', 'api', '-c', repo, text)
  await t.followed()
  await until(async () => (await t.tmux('capture-pane', '-p', '-t', 'api:0.1')).includes('old words'), 'text')
  const session = await until(() => page.fleet().sessions.find(one => one.name === 'api'), 'the session')
  const id = randomUUID()
  await page.client.call('checkpoint.save', { id, sessionId: session.id, name: 'then' })
  return id
}

test('by the contract: a session is saved, killed, planned, restored and told of', async () => {
  const id = await saved()
  await t.tmux('new-session', '-d', '-s', 'other', 'exec sleep 1000')
  await t.tmux('kill-session', '-t', 'api')
  const told: RestoreRun[] = []
  const undo = page.client.subscribe('restore', {}, event => {
    told.push(...('open' in event ? event.open : [event.run]))
  })
  const plan = await page.client.call('restore.plan', { id, choice: ALL })
  expect(plan).toMatchObject({ session: 'api', panes: [{ act: 'create', folder: repo }, { act: 'create' }] })
  const run = await page.client.call('restore.run', { id: randomUUID(), plan })
  expect(run).toMatchObject({ step: 'done', session: 'api', problem: '' })
  expect(run.done.length).toBe(run.total)
  expect(told.at(-1)).toEqual(run)
  expect(new Set(told.map(one => one.step))).toEqual(new Set(['saving', 'building', 'done']))
  const text = await until(async () => {
    const words = await t.tmux('capture-pane', '-e', '-p', '-S', '-', '-t', 'api:0.1')
    return words.includes('restored from') ? words : null
  }, 'the line')
  expect(text).toContain('\u001b[31mold words')
  expect((await page.client.call('restore.plan', { id, choice: ALL })).session).toBe('')
  await page.client.call('restore.cancel', { id: randomUUID() })
  undo()
})

test('files in place: a checkpoint of the session comes first, by itself', async () => {
  const id = await saved()
  await writeFile(join(repo, 'a'), 'now\n')
  const files = { ...ALL, layout: false, conversations: false, files: 'inplace' } as const
  const plan = await page.client.call('restore.plan', { id, choice: files })
  const run = await page.client.call('restore.run', { id: randomUUID(), plan })
  expect(run).toMatchObject({ step: 'done', session: '' })
  expect(await readFile(join(repo, 'a'), 'utf8')).toBe('then\n')
  const lists: string[][] = []
  const undo = page.client.subscribe('checkpoints', {}, ({ list }) => lists.push(list.map(one => one.trigger)))
  await until(() => lists.length > 0, 'the list')
  expect(lists[0]).toEqual(['before-restore', 'manual'])
  undo()
})
