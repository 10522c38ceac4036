import { execFileSync } from 'node:child_process'
import { access, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Checkpoint, SavedTree } from '../../../ipc/checkpoint'
import { until } from '../../tmux/test-server'
import { git } from '../git/git'
import { saveTree } from '../git/git-save'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { ALL, createTestRestore, type TestRestore } from './test-restore'

const LIMITS = { file: 1_000_000, all: 5_000_000 }
const FILES = { ...ALL, layout: false, conversations: false } as const

let r: TestRestore
let top: string
beforeEach(async () => {
  r = await createTestRestore()
  top = join(await realpath(r.t.folder), 'repo')
  await mkdir(top)
  await git(top, ['init', '--quiet', '--initial-branch=main'])
  await git(top, ['config', 'user.email', 'a@b'])
  await git(top, ['config', 'user.name', 'A'])
  await put('tracked', 'one\n')
  await commit()
})
afterEach(() => r.end())

const put = (name: string, text: string) => writeFile(join(top, name), text)
const text = (folder: string, name: string) => readFile(join(folder, name), 'utf8').catch(() => null)
const branches = () => git(top, ['branch', '--format=%(refname:short)'])

async function commit(): Promise<void> {
  await git(top, ['add', '-A'])
  await git(top, ['commit', '--quiet', '-m', 'x'])
}

/** Saves the work tree as a checkpoint of a session with one plain pane. */
async function saved(change: (tree: SavedTree) => SavedTree = tree => tree): Promise<Checkpoint> {
  const { tree, bundle } = await saveTree(top, LIMITS)
  const ref = bundle ? (await r.store.blobs.put(bundle)).ref : null
  const pane = savedPane('0.0', [], { agent: '', type: '', folder: '/' })
  return r.keep(savedCheckpoint([pane], { folder: '/', trees: [change({ ...tree, bundle: ref })] }))
}

test('into a new branch and work tree; the other one stays as it is; once', async () => {
  await put('tracked', 'two\n')
  await put('new', 'untracked\n')
  const checkpoint = await saved()
  await put('tracked', 'three\n')
  const plan = await r.restore.plan(checkpoint.id, { ...FILES, files: 'worktree' })
  expect(plan).toMatchObject({
    session: '',
    panes: [{ act: 'skip' }],
    trees: [{ act: 'worktree', files: 2, problems: [] }],
  })
  expect(await r.restore.plan(checkpoint.id, { ...FILES, files: 'worktree' })).toEqual(plan)
  const run = await r.restore.run({ id: 'a', plan })
  expect(run).toMatchObject({ step: 'done', total: 1, done: [{ ok: true }] })
  const target = plan.trees[0]!.target
  expect([await text(target, 'tracked'), await text(target, 'new')]).toEqual(['two\n', 'untracked\n'])
  expect([await text(top, 'tracked'), await text(top, 'new')]).toEqual(['three\n', 'untracked\n'])
  expect((await branches()).split('\n')).toContain(plan.trees[0]!.branch)
  const again = await r.restore.plan(checkpoint.id, { ...FILES, files: 'worktree' })
  expect(again.trees[0]).toMatchObject({ act: 'skip', problems: [`It was restored before: see ${target}.`] })
  expect(await r.restore.run({ id: 'b', plan })).toMatchObject({ step: 'done', done: [] })
  expect(r.savedBefore).toEqual([])
})

test('in place only after what is there was saved, and told where it is', async () => {
  await put('tracked', 'two\n')
  const checkpoint = await saved()
  await put('tracked', 'work of today\n')
  await put('new', 'of today\n')
  await r.t.server.tmux('new-session', '-d', '-s', 'api', 'exec sleep 1000')
  await r.t.connected()
  const plan = await r.restore.plan(checkpoint.id, { ...FILES, files: 'inplace' })
  expect(plan.trees[0]).toMatchObject({ act: 'inplace', problems: ['There is uncommitted work: it is saved first.'] })
  const run = await r.restore.run({ id: 'a', plan })
  expect(run.step).toBe('done')
  expect(r.savedBefore).toEqual(['api'])
  expect(await text(top, 'tracked')).toBe('two\n')
  const ref = /refs\/quarterdeck\/kept\/[0-9a-f]+/.exec(run.done[1]!.detail)![0]
  expect(await git(top, ['show', `${ref}:tracked`])).toBe('work of today')
  expect(await git(top, ['show', `${ref}:new`])).toBe('of today')
})

test('what cannot be saved whole first is never written over', async () => {
  await put('tracked', 'two\n')
  const checkpoint = await saved()
  await put('huge', 'x'.repeat(LIMITS.file + 1))
  const run = await r.bringBack(checkpoint.id, { ...FILES, files: 'inplace' })
  expect(run.done).toEqual([
    { what: top, ok: false, detail: expect.stringContaining('could not be saved whole first') },
  ])
  expect(await text(top, 'huge')).toHaveLength(LIMITS.file + 1)
})

test('gone, clean, lost, no tree any more: each is said in the plan', async () => {
  const wish = { ...FILES, files: 'worktree' } as const
  const clean = await saved()
  const say = async (id: string) => (await r.restore.plan(id, wish)).trees[0]
  expect(await say(clean.id)).toMatchObject({ act: 'skip', problems: ['It is as it was then: nothing to restore.'] })
  const failed = await saved(tree => ({ ...tree, commit: '', problem: 'git was missing.' }))
  expect(await say(failed.id)).toMatchObject({ act: 'skip', problems: ['git was missing.'] })
  await put('tracked', 'two\n')
  const checkpoint = await saved()
  await rm(join(top, '.git'), { recursive: true })
  expect(await say(checkpoint.id)).toMatchObject({ act: 'skip', problems: [`${top} is no git work tree any more.`] })
  await rm(top, { recursive: true })
  expect(await say(checkpoint.id)).toMatchObject({ act: 'skip', problems: [`${top} is gone.`] })
  expect(await r.restore.plan(checkpoint.id, { ...wish, files: 'none' })).toMatchObject({ trees: [{ problems: [] }] })
})

/** A checkpoint with two windows at one index, which cannot be built. */
async function unbuildable(): Promise<Checkpoint> {
  await put('tracked', 'two\n')
  const good = await saved()
  const [window] = good.windows
  const twice = { ...window!, panes: [{ ...window!.panes[0]!, key: '1.0' }] }
  return r.keep({ ...good, id: crypto.randomUUID(), windows: [window!, twice] })
}

test('a session that fails leaves its work tree, which can be rolled back, once', async () => {
  const plan = await r.restore.plan((await unbuildable()).id, { ...ALL, files: 'worktree' })
  const { target, branch } = plan.trees[0]!
  const run = await r.restore.run({ id: 'a', plan })
  expect(run).toMatchObject({ step: 'failed', sessionId: '', session: '', stands: true })
  expect(run.problem).toContain('can be gone on with, or rolled back')
  expect(await text(target, 'tracked')).toBe('two\n')
  const back = await r.restore.rollback('a')
  expect(back).toMatchObject({ step: 'rolled-back', stands: false, problem: '' })
  expect(back.done.at(-1)).toMatchObject({ what: target, ok: true })
  expect(r.told.map(one => one.step)).toContain('rolling-back')
  await expect(access(target)).rejects.toThrow('ENOENT')
  expect(await branches()).toBe('main')
  expect(await text(top, 'tracked')).toBe('two\n')
  expect(branch).toContain('restored/')
  await expect(r.restore.rollback('a')).rejects.toMatchObject({ code: 'refused' })
  await expect(r.restore.rollback('b')).rejects.toMatchObject({ code: 'bad-input' })
})

const CHANGES: readonly (readonly [string, (target: string) => unknown])[] = [
  ['a file that was changed', target => writeFile(join(target, 'tracked'), 'work\n')],
  ['a file that came', target => writeFile(join(target, 'mine'), 'work\n')],
  ['an ignored file that came', target => writeFile(join(target, 'x.log'), 'work\n')],
  ['a file that went', target => rm(join(target, 'new'))],
  ['a commit', target => git(target, ['commit', '--quiet', '-am', 'work'])],
  ['another branch', target => git(target, ['checkout', '--quiet', '-b', 'mine'])],
  // git removes no work tree that somebody has locked.
  ['a lock', target => git(top, ['worktree', 'lock', target])],
]

test.each(CHANGES)('rolled back, a work tree with %s stays, and is named', async (_, change) => {
  await put('new', 'untracked\n')
  await put('.gitignore', '*.log\n')
  const plan = await r.restore.plan((await unbuildable()).id, { ...ALL, files: 'worktree' })
  const { target } = plan.trees[0]!
  expect(await r.restore.run({ id: 'a', plan })).toMatchObject({ step: 'failed', stands: true })
  await change(target)
  const back = await r.restore.rollback('a')
  expect(back.done.at(-1)).toMatchObject({ what: target, ok: false, detail: expect.stringContaining(target) })
  expect(back).toMatchObject({ step: 'rolled-back', stands: true, problem: expect.stringContaining('what stays') })
  await access(target)
})

test('git refuses the branch: panes that would start in its tree are not made, and others are', async () => {
  await put('tracked', 'two\n')
  const good = await saved()
  const [window] = good.windows
  const inside = { ...window!.panes[0]!, folder: top }
  const checkpoint = await r.keep({ ...good, id: crypto.randomUUID(), windows: [{ ...window!, panes: [inside] }] })
  const plan = await r.restore.plan(checkpoint.id, { ...ALL, files: 'worktree' })
  await git(top, ['branch', plan.trees[0]!.branch])
  const run = await r.restore.run({ id: 'a', plan })
  expect(run).toMatchObject({ step: 'failed', stands: false, problem: expect.stringContaining('panes start there') })
  expect(run.done).toEqual([{ what: top, ok: false, detail: expect.stringContaining('already exists') }])
  // The branch is somebody's.
  expect((await branches()).split('\n')).toContain(plan.trees[0]!.branch)
  const folders = [{ from: top, to: '/', create: false }]
  const elsewhere = { ...ALL, files: 'worktree' as const, folders }
  expect(await r.bringBack(checkpoint.id, elsewhere)).toMatchObject({ step: 'done', session: 'api' })
})

test('panes start in the sub-folder of the new work tree, also where git keeps none; not through a saved link', async () => {
  await put('tracked', 'two\n')
  await mkdir(join(top, 'empty', 'deep'), { recursive: true })
  await mkdir(join(top, 'link'))
  const good = await saved()
  const [window] = good.windows
  const pane = (key: string, folder: string) => ({ ...window!.panes[0]!, key, folder: join(top, folder) })
  const checkpoint = await r.keep({
    ...good,
    id: crypto.randomUUID(),
    windows: [
      { ...window!, panes: [pane('0.0', 'empty/deep')] },
      { ...window!, index: 1, panes: [pane('1.0', 'link/out')] },
    ],
  })
  const plan = await r.restore.plan(checkpoint.id, { ...ALL, files: 'worktree' })
  const { target } = plan.trees[0]!
  expect(plan.folders.map(one => [one.to, one.why])).toEqual([
    [join(target, 'empty/deep'), 'work-tree'],
    [join(target, 'link/out'), 'work-tree'],
  ])
  const outside = join(r.t.folder, 'outside')
  await mkdir(outside)
  let done = false
  const undo = r.restore.onChange(run => {
    if (run.done.length === 1 && !done) execFileSync('ln', ['-s', outside, join(target, 'link')])
    done ||= run.done.length === 1
  })
  const run = await r.restore.run({ id: 'a', plan })
  undo()
  expect(run.step).toBe('done')
  expect(run.done.filter(line => !line.ok)).toEqual([
    { what: join(target, 'link/out'), ok: false, detail: `${join(target, 'link')} is not a folder.` },
  ])
  expect(await readdir(outside)).toEqual([])
  const folder = () => r.t.server.tmux('display-message', '-p', '-t', '=api:0.0', '#{pane_current_path}')
  await until(async () => (await folder()) === join(target, 'empty/deep'), 'its shell is there')
})

test('files that went in place stay when their session fails, and that is said', async () => {
  const checkpoint = await unbuildable()
  await put('tracked', 'three\n')
  const run = await r.bringBack(checkpoint.id, { ...ALL, files: 'inplace' })
  expect(run).toMatchObject({ step: 'failed', problem: expect.stringContaining('its files stay') })
  expect(await text(top, 'tracked')).toBe('two\n')
})
