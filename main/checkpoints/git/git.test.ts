import { mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SavedTree } from '../../../ipc/checkpoint'
import { createTestFolder, until } from '../../tmux/test-server'
import { git } from './git'
import { isUntouched, restoreInPlace, restoreIntoWorktree } from './git-restore'
import { readStatus, type SavedFiles, saveTree, sizeTree, workTreeOf } from './git-save'

const LIMITS = { file: 1_000_000, all: 5_000_000 }
const BINARY = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 131) % 256))
const HARD = 'a "quoted" name\nof two lines; é $(x)'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let top: string
const at = (...names: string[]) => join(top, ...names)

beforeEach(async () => {
  folder = await createTestFolder()
  top = join(folder.path, 'repo')
  await mkdir(top)
  await git(top, ['init', '--quiet', '--initial-branch=main'])
  await git(top, ['config', 'user.email', 'a@b'])
  await git(top, ['config', 'user.name', 'A'])
})
afterEach(() => folder.remove())

async function commit(): Promise<void> {
  await git(top, ['add', '-A'])
  await git(top, ['commit', '--quiet', '-m', 'x'])
}

/** A work tree with one change of each kind. */
async function workUnderWay(): Promise<void> {
  for (const name of ['kept', 'staged', 'both', 'removed', 'renamed', 'executable'])
    await writeFile(at(name), `${name} 1\n`)
  await writeFile(at('.gitignore'), 'ignored\n')
  await commit()
  await writeFile(at('staged'), 'staged 2\n')
  await writeFile(at('both'), 'both 2\n')
  await git(top, ['add', 'staged', 'both'])
  await writeFile(at('both'), 'both 3\n')
  await rm(at('removed'))
  await git(top, ['mv', 'renamed', 'moved'])
  await mkdir(at('deep', 'down'), { recursive: true })
  await writeFile(at('deep', 'down', 'untracked.bin'), BINARY)
  await writeFile(at(HARD), 'hard\n')
  await writeFile(at('ignored'), 'not ours to keep\n')
  await symlink('../../outside', at('link'))
}

/** All that must not change when a work tree is saved. */
async function traces(): Promise<string[]> {
  const index = (await readFile(at('.git', 'index'))).toString('base64')
  const words = [['status', '--porcelain=v2', '-z', '-uall'], ['stash', 'list'], ['branch', '-a'], ['reflog']]
  return [index, ...(await Promise.all(words.map(args => git(top, args))))]
}

const whole = ({ tree }: SavedFiles): SavedTree => ({ ...tree, bundle: null })

async function expectRestored(target: string): Promise<void> {
  const read = (...names: string[]) => readFile(join(target, ...names), 'utf8')
  expect([await read('kept'), await read('staged'), await read('both')]).toEqual(['kept 1\n', 'staged 2\n', 'both 3\n'])
  expect(await readFile(join(target, 'deep', 'down', 'untracked.bin'))).toEqual(BINARY)
  expect([await read('moved'), await read(HARD), await readlink(join(target, 'link'))]).toEqual([
    'renamed 1\n',
    'hard\n',
    '../../outside',
  ])
  for (const gone of ['removed', 'renamed', 'ignored']) await expect(stat(join(target, gone))).rejects.toThrow()
  expect(await git(target, ['diff', '--cached', '--no-renames', '--name-only'])).toBe('both\nmoved\nrenamed\nstaged')
  expect(await git(target, ['diff', '--name-only'])).toBe('both\nremoved')
}

describe('a work tree with every kind of change', () => {
  it('is saved whole without a trace in it', async () => {
    await workUnderWay()
    const before = await traces()
    const { tree, bundle } = await saveTree(top, LIMITS)
    expect(await traces()).toEqual(before)
    expect(tree).toMatchObject({ path: top, branch: 'main', problem: '', left: [] })
    expect(tree.head).toBe(await git(top, ['rev-parse', 'HEAD']))
    const names = tree.changed.map(one => one.path).sort()
    expect(names).toEqual(
      [HARD, 'both', 'deep/down/untracked.bin', 'link', 'moved', 'removed', 'renamed', 'staged'].sort(),
    )
    expect(bundle?.subarray(0, 16).toString()).toContain('git bundle')
  })

  it('comes back in a new work tree on a new branch: files, index, and nothing that was ignored', async () => {
    await workUnderWay()
    const saved = await saveTree(top, LIMITS)
    const before = await traces()
    const target = join(folder.path, 'back')
    await restoreIntoWorktree(top, whole(saved), { target, branch: 'quarterdeck/back', bundle: null })
    await expectRestored(target)
    expect(await git(target, ['symbolic-ref', '--short', 'HEAD'])).toBe('quarterdeck/back')
    expect((await traces())[0]).toBe(before[0])
  })

  it('comes back from the bundle when the repository has lost it', async () => {
    await workUnderWay()
    const saved = await saveTree(top, LIMITS)
    await git(top, ['update-ref', '-d', saved.tree.ref])
    await git(top, ['stash', '--quiet', '--include-untracked'])
    await git(top, ['stash', 'drop', '--quiet'])
    await git(top, ['reflog', 'expire', '--expire=now', '--all'])
    await git(top, ['gc', '--quiet', '--prune=now'])
    const place = { target: join(folder.path, 'back'), branch: 'back' }
    await expect(restoreIntoWorktree(top, whole(saved), { ...place, bundle: null })).rejects.toMatchObject({
      code: 'refused',
    })
    await restoreIntoWorktree(top, whole(saved), { ...place, bundle: saved.bundle })
    await expectRestored(place.target)
  })

  it('comes back in place', async () => {
    await workUnderWay()
    const saved = whole(await saveTree(top, LIMITS))
    await git(top, ['stash', '--quiet', '--include-untracked'])
    await rm(at('ignored'), { force: true })
    await writeFile(at('kept'), 'new work\n')
    await restoreInPlace(top, saved, null)
    await expectRestored(top)
  })

  it('costs the same commit and bundle while nothing changes', async () => {
    await workUnderWay()
    const [one, two] = [await saveTree(top, LIMITS), await saveTree(top, LIMITS)]
    expect(two.tree).toEqual(one.tree)
    expect(two.bundle).toEqual(one.bundle)
  })
})

it('a split index stays as it is, with its shared part', async () => {
  await git(top, ['config', 'core.splitIndex', 'true'])
  for (let n = 0; n < 20; n += 1) await writeFile(at(`f${n}`), `${n}\n`)
  await commit()
  for (let n = 0; n < 15; n += 1) await writeFile(at(`f${n}`), 'changed\n')
  const shared = async () => (await readdir(at('.git'))).filter(name => name.startsWith('sharedindex.'))
  const before = [await shared(), await traces()]
  const { tree } = await saveTree(top, LIMITS)
  expect([await shared(), await traces()]).toEqual(before)
  expect(before[0]).toHaveLength(1)
  expect(await git(top, ['show', `${tree.commit}:f14`])).toBe('changed')
  expect(await git(top, ['show', `${tree.commit}:f15`])).toBe('15')
})

describe('files that git-lfs keeps', () => {
  /** As git-lfs does: content goes aside in the repository, a pointer into the commit; what is no pointer passes. */
  const CLEAN =
    'h=$(tee .git/aside | sha1sum | cut -c1-40); mkdir -p .git/large; mv .git/aside .git/large/$h; echo pointer $h'
  const SMUDGE =
    'read -r a b; if [ "$a" = pointer ]; then cat "$(git rev-parse --git-common-dir)/large/$b"; else printf "%s\\n" "$(echo $a $b)"; cat; fi'

  beforeEach(async () => {
    await git(top, ['config', 'filter.lfs.clean', CLEAN])
    await git(top, ['config', 'filter.lfs.smudge', SMUDGE])
    await git(top, ['config', 'filter.lfs.required', 'true'])
    await writeFile(at('.gitattributes'), '*.big filter=lfs\n')
    await writeFile(at('changed.big'), 'first of it\n')
    await writeFile(at('same.big'), 'always the same\n')
    await commit()
    await writeFile(at('changed.big'), 'second, longer\n')
    await writeFile(at('new.big'), 'third\n')
  })

  it('are saved with what they hold, which comes back though the repository has pruned it', async () => {
    const saved = await saveTree(top, LIMITS)
    const blob = (name: string) => git(top, ['show', `${saved.tree.commit}:${name}`])
    expect([await blob('changed.big'), await blob('new.big')]).toEqual(['second, longer', 'third'])
    expect(await blob('same.big')).toMatch(/^pointer /)
    expect(await readdir(at('.git', 'large'))).toHaveLength(2)
    const target = join(folder.path, 'back')
    const place = { target, branch: 'back', bundle: null }
    await restoreIntoWorktree(top, whole(saved), place)
    const read = (name: string) => readFile(join(target, name), 'utf8')
    expect([await read('changed.big'), await read('new.big'), await read('same.big')]).toEqual([
      'second, longer\n',
      'third\n',
      'always the same\n',
    ])
    expect(await isUntouched(target, saved.tree as SavedTree, 'back')).toBe(true)
    await writeFile(join(target, 'changed.big'), 'new work\n')
    expect(await isUntouched(target, saved.tree as SavedTree, 'back')).toBe(false)
    await writeFile(join(target, 'changed.big'), 'second, longer\n')
    await writeFile(join(target, 'same.big'), 'not the same\n')
    expect(await isUntouched(target, saved.tree as SavedTree, 'back')).toBe(false)
  })
})

it('a change of the same size in the second of the last commit is saved: git itself sees it by the index’s time alone', async () => {
  // The two writes and the commit have to fall into one second; a slow machine needs another try.
  for (;;) {
    await writeFile(at('racy'), 'one\n')
    await commit()
    await writeFile(at('racy'), 'two\n')
    const second = async (path: string) => Math.floor((await stat(path)).mtimeMs / 1000)
    if ((await second(at('racy'))) === (await second(at('.git', 'index')))) break
    await writeFile(at('racy'), 'another length\n')
    await commit()
  }
  // A copy of the index that is written in a later second has lost the sign.
  const { mtimeMs } = await stat(at('.git', 'index'))
  await until(() => Date.now() > mtimeMs + 1500)
  const { tree } = await saveTree(top, LIMITS)
  expect(await git(top, ['show', `${tree.commit}:racy`])).toBe('two')
})

describe('what cannot be saved', () => {
  it('is named: files above the limits, repositories inside', async () => {
    await workUnderWay()
    await writeFile(at('huge'), Buffer.alloc(LIMITS.file + 1))
    await mkdir(at('inner'))
    await git(at('inner'), ['init', '--quiet'])
    await writeFile(at('inner', 'file'), 'x')
    const { tree } = await saveTree(top, LIMITS)
    expect(tree.left.map(one => one.path).sort()).toEqual(['huge', 'inner/'])
    expect((await saveTree(top, { file: 10_000, all: 10 })).tree.left.length).toBeGreaterThan(1)
    const { files, bytes, left } = await sizeTree(top, LIMITS)
    expect([files, bytes > 0, left]).toEqual([tree.changed.length - 2, true, 2])
    expect((await saveTree(top, { file: 10_000, all: 10 })).bundle).toBeNull()
  })

  it('of an unfinished merge is its index; its files are saved', async () => {
    await writeFile(at('file'), 'one\n')
    await commit()
    await git(top, ['checkout', '--quiet', '-b', 'other'])
    await writeFile(at('file'), 'two\n')
    await commit()
    await git(top, ['checkout', '--quiet', 'main'])
    await writeFile(at('file'), 'three\n')
    await commit()
    await git(top, ['merge', '--quiet', 'other']).catch(() => '')
    const { tree } = await saveTree(top, LIMITS)
    expect(tree.problem).toContain('merge')
    expect(await git(top, ['show', `${tree.commit}:file`])).toContain('<<<<<<<')
  })

  it('in a repository without a commit, or whose index is damaged, is told in words', async () => {
    await writeFile(at('first'), 'x\n')
    const { tree } = await saveTree(top, LIMITS)
    expect(tree).toMatchObject({ head: '', branch: 'main', problem: '' })
    expect(await git(top, ['show', `${tree.commit}:first`])).toBe('x')
    await writeFile(at('.git', 'index'), 'broken')
    const broken = await saveTree(top, LIMITS)
    expect(broken.tree.problem).not.toBe('')
    expect(broken.tree.commit).toBe('')
  })
})

it('a repository’s hooks, filters’ monitors and misleading variables have no part in it', async () => {
  await workUnderWay()
  const mark = join(folder.path, 'ran')
  for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor'])
    await writeFile(at('.git', 'hooks', hook), `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 })
  await git(top, ['config', 'core.fsmonitor', at('.git', 'hooks', 'fsmonitor')])
  const before = process.env.GIT_DIR
  process.env.GIT_DIR = '/nowhere'
  try {
    expect((await saveTree(top, LIMITS)).tree.problem).toBe('')
  } finally {
    if (before === undefined) delete process.env.GIT_DIR
    else process.env.GIT_DIR = before
  }
  await expect(stat(mark)).rejects.toThrow()
})

it('a submodule stays as it is, whatever the repository’s configuration says', async () => {
  const inner = at('inner')
  await mkdir(inner)
  await git(inner, ['init', '--quiet'])
  const commitInner = async (words: string) => {
    await writeFile(join(inner, 'file'), words)
    await git(inner, ['add', '-A'])
    await git(inner, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', words])
  }
  await commitInner('one\n')
  await git(top, ['submodule', '--quiet', 'add', './inner', 'inner'])
  await git(top, ['submodule', '--quiet', 'absorbgitdirs'])
  await commit()
  const saved = whole(await saveTree(top, LIMITS))
  await commitInner('two\n')
  await commit()
  await git(top, ['config', 'submodule.recurse', 'true'])
  await restoreInPlace(top, saved, null)
  expect(await readFile(join(inner, 'file'), 'utf8')).toBe('two\n')
})

it('a folder in no repository is in no work tree, one deep in it is', async () => {
  expect(await workTreeOf(folder.path)).toBeNull()
  await mkdir(at('deep'))
  expect(await workTreeOf(at('deep'))).toBe(await git(top, ['rev-parse', '--show-toplevel']))
})

it('reads a status with names of any kind', () => {
  const lines = [
    '1 .M N... 100644 100644 100644 a b with space',
    '2 R. N... 1 2 3 a b R100 new',
    'old name',
    '? un tracked',
  ]
  expect(readStatus(`${lines.join('\0')}\0`).map(one => one.path)).toEqual([
    'with space',
    'new',
    'old name',
    'un tracked',
  ])
})
