import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claudeTranscripts } from '../agents/types/claude-transcript'
import { git } from '../checkpoints/git/git'
import { ALL, resumable } from '../checkpoints/restore/test-restore'
import { showScreen } from '../checkpoints/show/screens'
import { STAY } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { createTestRecovery, type TestRecovery } from './test-recovery'

let r: TestRecovery
beforeEach(async () => {
  r = await createTestRecovery()
})
afterEach(() => r.end())

const line = (role: string, text: string) =>
  `${JSON.stringify({ type: role, timestamp: '2026-11-22T13:27:11.971Z', message: { role, content: [{ type: 'text', text }] } })}\n`
const TALK = line('user', 'Mend the parser') + line('assistant', 'It is mended.')

/** A session of talking agents in a git work tree; its server is killed. `seen`: their screens were seen by us. */
async function lostSession(seen = true): Promise<{ repo: string; transcript: string; pane: string }> {
  const { t } = r
  const repo = join(await realpath(t.folder), 'repo')
  await mkdir(repo)
  await git(repo, ['init', '--quiet', '--initial-branch=main'])
  await writeFile(join(repo, 'a'), 'of then\n')
  const transcript = join(t.folder, 'talk.jsonl')
  await writeFile(transcript, TALK)
  const tell = `console.log('\\x1b[31mred words\\x1b[0m ' + process.argv.slice(2).join(' '));${STAY}`
  const type = resumable(await t.script('one', tell, { args: ['-m', 'x'] }))
  t.types[t.types.length - 1] = {
    ...type,
    transcripts: { ...claudeTranscripts, find: async () => null },
    // It is looked at only when its screens can be read.
    readScreen: () => (seen ? { says: 'idle', sure: 'certain', sentence: 'It is idle.' } : null),
  }
  const made = await t.spawn.create({
    name: 'api',
    folder: repo,
    createFolder: false,
    agents: [{ type: 'one', count: 2 }],
  })
  const pane = made.panes[0] ?? ''
  await t.connected()
  for (const id of made.panes)
    await until(async () => (await t.server.tmux('capture-pane', '-p', '-t', id)).includes('red words'), 'its words')
  for (const id of made.panes)
    await until(async () => (await t.fleet.readScreen(id))?.rows.some(row => row.text.includes('red words')), 'a look')
  r.talk(pane, { conversation: randomUUID(), transcript })
  await until(async () => (await readFile(r.file, 'utf8').catch(() => '')).includes('talk.jsonl'), 'the journal')
  process.kill(await t.server.pid(), 'SIGKILL')
  await r.loss()
  await until(() => r.lost()[0]?.agents[0]?.transcript, 'that its transcript is there')
  return { repo, transcript, pane }
}

test('a lost session becomes a checkpoint, which is restored, and is lost no more', async () => {
  const { repo, transcript } = await lostSession()
  const { id } = await r.loss()
  expect(r.lost()[0]?.agents.map(one => [one.name, one.screen, one.transcript])).toEqual([
    ['one_1', true, true],
    ['one_2', true, false],
  ])
  await writeFile(join(repo, 'a'), 'of now\n')
  await writeFile(transcript, `${TALK}${line('user', 'And more')}{"half`)
  const { info, problems } = await r.recovery().checkpoint(id)
  expect(info).toMatchObject({ trigger: 'recovery', session: 'api', agents: 2, panes: 2, trees: 1 })
  expect(problems).toEqual([])
  const saved = await r.store.get(info.id)
  expect(saved.trees[0]).toMatchObject({ path: repo, changed: [{ path: 'a' }] })
  const [first, second] = saved.windows.flatMap(window => window.panes)
  expect((await r.store.blobs.get(first!.conversation!.transcript!)).toString()).toBe(TALK + line('user', 'And more'))
  expect(second?.conversation).toBeNull()
  const shown = await showScreen(r.store.blobs, saved, { key: first!.key, lines: 0 })
  expect(shown.text).toContain('red words')
  expect(shown.text).toContain('\u001b[31m')
  // Again: nothing has changed, so nothing is saved, not by the next host either, which has seen no screen.
  expect((await r.recovery().checkpoint(id)).info.id).toBe(info.id)
  await r.again()
  expect((await r.recovery().checkpoint(id)).info.id).toBe(info.id)
  await writeFile(join(repo, 'a'), 'of later\n')
  const later = await r.recovery().checkpoint(id)
  expect([later.info.id === info.id, later.problems]).toEqual([false, []])
  expect((await r.store.get(later.info.id)).windows[0]?.panes[0]?.screen).toEqual(first?.screen)
  expect(r.lost()[0]?.checkpoint?.trigger).toBe('recovery')
  const newest = r.lost()[0]!.checkpoint!.id
  const plan = await r.restore.plan(newest, ALL)
  expect(plan).toMatchObject({
    session: 'api',
    panes: [{ act: 'create', conversation: 'as-saved' }, { act: 'create' }],
  })
  expect(await r.restore.run({ id: 'a', plan })).toMatchObject({ step: 'done', session: 'api' })
  await until(() => r.lost().length === 0, 'that the loss is off the list')
  await until(async () => JSON.parse(await readFile(r.file, 'utf8')).lost.length === 0, 'the journal')
  expect((await r.t.server.tmux('list-panes', '-s', '-t', '=api')).split('\n')).toHaveLength(2)
})

test('two presses at once are one checkpoint; what is not lost has none', async () => {
  await lostSession()
  const { id } = await r.loss()
  const [a, b] = await Promise.all([r.recovery().checkpoint(id), r.recovery().checkpoint(id)])
  expect(a.info.id).toBe(b.info.id)
  expect(r.store.list()).toHaveLength(1)
  await expect(async () => r.recovery().checkpoint(randomUUID())).rejects.toMatchObject({ code: 'bad-input' })
})

test('salvage: what each agent showed and said, in a file of its own', async () => {
  await lostSession()
  const { id } = await r.loss()
  const folder = join(r.t.folder, 'new', 'salvaged')
  const { outputs } = await r.recovery().salvage([id], folder)
  expect(outputs.map(one => [one.agent, one.problem])).toEqual([
    ['one_1', ''],
    ['one_2', ''],
  ])
  const [first, second] = await Promise.all(outputs.map(one => readFile(one.path, 'utf8')))
  expect(first).toMatch(/^session: +api\nagent: +one_1\n/)
  expect(first).toMatch(/--- last screen, of \S+Z, \d+ s before it was seen last ---\nred words/)
  expect(first).toContain('[you, 2026-11-22T13:27:11.971Z]\nMend the parser\n')
  expect(first).toContain('[agent, 2026-11-22T13:27:11.971Z]\nIt is mended.\n')
  expect(first).not.toMatch(/\u001b/)
  expect(second).toContain('(No conversation of it is known.)')
  expect(outputs[0]).toMatchObject({ bytes: Buffer.byteLength(first!), lines: first!.split('\n').length - 1 })
  for (const { path } of outputs) expect((await stat(path)).mode & 0o777).toBe(0o600)
  // Never over another file.
  const more = await r.recovery().salvage([id], folder)
  expect(await readdir(folder)).toHaveLength(4)
  expect(await readFile(outputs[0]!.path, 'utf8')).toBe(first)
  expect(new Set([...outputs, ...more.outputs].map(one => one.path)).size).toBe(4)
  await expect(r.recovery().salvage([id], 'relative')).rejects.toMatchObject({ code: 'bad-folder' })
  await expect(r.recovery().salvage([randomUUID()], folder)).rejects.toMatchObject({ code: 'bad-input' })
})

test('salvage says it where nothing is left', async () => {
  await lostSession()
  await r.again()
  const { id } = await r.loss()
  const { outputs } = await r.recovery().salvage([id], join(r.t.folder, 'salvaged'))
  // The screens went with the host that had seen them; of one agent the transcript is left.
  expect(outputs[0]).toMatchObject({ agent: 'one_1', problem: '' })
  expect(await readFile(outputs[0]!.path, 'utf8')).toContain('(It was not seen by this Quarterdeck.)')
  expect(outputs[1]).toMatchObject({ agent: 'one_2', path: '', bytes: 0 })
  expect(outputs[1]?.problem).toMatch(/^Nothing is left of it: /)
})
