import { copyFile, lstat, mkdtemp, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SavedTree } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import { hasCode } from '../../settings/side-file'
import { AS_THEY_ARE, type GitOptions, git, gitBytes } from './git'

export interface TreeLimits {
  /** Bytes of one file; larger ones are left out and named. */
  readonly file: number
  /** Bytes of all of them together; what comes after that is left out and named. */
  readonly all: number
}

/** A work tree that was saved, with the bundle's bytes where there is one. */
export interface SavedFiles {
  readonly tree: Omit<SavedTree, 'bundle'>
  readonly bundle: Buffer | null
}

export interface SaveOptions extends GitOptions {
  /** Whose ref it is (`Blobs.owner`): it goes with the last checkpoint that names it. Without one it is never removed. */
  readonly owner?: string
}

/** Where the hidden refs of a data folder live: no fetch or push takes them along, no branch list shows them. */
export function refsFolder(owner: string): string {
  return `refs/quarterdeck/${owner}/`
}

/** Refs of what was there before files were put over it: a person was told of them. */
const KEPT = 'kept'

/** The same content makes the same commit, so that an unchanged tree costs nothing the second time. */
const WHO = {
  GIT_AUTHOR_NAME: 'Quarterdeck',
  GIT_AUTHOR_EMAIL: 'quarterdeck@localhost',
  GIT_COMMITTER_NAME: 'Quarterdeck',
  GIT_COMMITTER_EMAIL: 'quarterdeck@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
}

/** The top folder of the work tree that a folder is in, or null when it is in none. Throws as `git` does else. */
export async function workTreeOf(folder: string, options?: GitOptions): Promise<string | null> {
  try {
    return await git(folder, ['rev-parse', '--show-toplevel'], options)
  } catch (error) {
    if (error instanceof HostError && error.code === 'refused') return null
    throw error
  }
}

interface Changed {
  readonly path: string
  readonly status: string
  readonly submodule: boolean
}

/** How many words stand before the path, by the kind of line (git 2.39, `git help status`). */
const WORDS_BEFORE: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10 }

function readLine(line: string): Changed | null {
  const kind = line[0] ?? ''
  if (kind === '?') return { path: line.slice(2), status: '??', submodule: false }
  const before = WORDS_BEFORE[kind]
  if (before === undefined) return null
  const words = line.split(' ')
  return { path: words.slice(before).join(' '), status: words[1] ?? '', submodule: words[2]?.startsWith('S') ?? false }
}

/** Reads `git status --porcelain=v2 -z`: what differs from HEAD, untracked files one by one. */
export function readStatus(text: string): Changed[] {
  const lines = text.split('\0')
  const found: Changed[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const one = readLine(line)
    if (one) found.push(one)
    if (!line.startsWith('2 ')) continue
    // A rename: the next word is where it came from, which is gone from there.
    at += 1
    found.push({ path: lines[at] ?? '', status: 'D.', submodule: false })
  }
  return found
}

/** Which files go into the commit, with their size in bytes, and what is left out with the reason. */
async function choose(top: string, changed: readonly Changed[], limits: TreeLimits) {
  const left: { path: string; why: string }[] = []
  const take: string[] = []
  let used = 0
  for (const { path, submodule } of changed) {
    const info = await lstat(join(top, path)).catch(() => null)
    const size = info?.size ?? 0
    if (submodule || path.endsWith('/')) left.push({ path, why: 'a repository of its own: save it by itself' })
    else if (info && !info.isFile() && !info.isSymbolicLink()) left.push({ path, why: 'it is no file' })
    else if (size > limits.file) left.push({ path, why: `larger than the limit of a file (${size} bytes)` })
    else if (used + size > limits.all) left.push({ path, why: 'the files together are larger than the limit' })
    else {
      used += size
      take.push(path)
    }
  }
  return { take, left, used }
}

/** What differs from HEAD. Throws as `git` does. */
async function changedIn(top: string, options: GitOptions): Promise<Changed[]> {
  const list = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=none']
  return readStatus(await git(top, list, options))
}

/** What `saveTree` would save now; bytes as the files are on the disk. Throws as `git` does. */
export async function sizeTree(
  top: string,
  limits: TreeLimits,
  options: GitOptions = {},
): Promise<{ files: number; bytes: number; left: number }> {
  const { take, left, used } = await choose(top, await changedIn(top, options), limits)
  return { files: take.length, bytes: used, left: left.length }
}

/** Head's object id, empty in a repository without a commit; the branch, empty when the head is detached. */
async function readHead(top: string, options: GitOptions): Promise<{ head: string; branch: string }> {
  const quiet = (args: string[]) => git(top, args, options).catch(() => '')
  const head = await quiet(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  return { head, branch: await quiet(['symbolic-ref', '--quiet', '--short', 'HEAD']) }
}

/**
 * Copies an index with its time. A file that changed within the second of the index's last write, and kept its size, looks
 * unchanged but for that time (git's `racy-git.txt`): with a younger copy its change would not be saved.
 */
async function copyIndex(real: string, copy: string): Promise<void> {
  try {
    const { mtimeMs } = await lstat(real)
    await copyFile(real, copy)
    // Whole seconds, rounded down: doubtful files are compared by content, never taken as unchanged.
    const seconds = Math.floor(mtimeMs / 1000)
    await utimes(copy, seconds, seconds)
  } catch (error) {
    // A repository without an index has nothing staged.
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

/** A split index would leave a file for its shared part in the repository. */
const ALONE = ['-c', 'core.splitIndex=false', ...AS_THEY_ARE]

/**
 * The commit that holds a work tree: its tree is the files as they are, its last parent's the index. All by plumbing on a
 * copy of the index: the user's index, stash, refs, hooks and files are not touched.
 */
async function makeCommit(top: string, head: string, take: readonly string[], scratch: string, options: GitOptions) {
  const index = join(scratch, 'index')
  const real = resolve(top, await git(top, ['rev-parse', '--git-path', 'index'], options))
  await copyIndex(real, index)
  const env = { ...WHO, GIT_INDEX_FILE: index }
  const on = { ...options, env }
  const parents = head === '' ? [] : ['-p', head]
  // An unfinished merge has no tree of its index; its files are saved all the same.
  const staged = await git(top, [...ALONE, 'write-tree'], on).catch(() => '')
  const second = staged === '' ? '' : await git(top, ['commit-tree', staged, ...parents, '-m', 'index'], on)
  if (take.length > 0)
    await git(top, [...ALONE, 'update-index', '--add', '--remove', '--ignore-skip-worktree-entries', '-z', '--stdin'], {
      ...on,
      input: `${take.join('\0')}\0`,
    })
  const files = await git(top, [...ALONE, 'write-tree'], on)
  const last = second === '' ? [] : ['-p', second]
  const commit = await git(top, ['commit-tree', files, ...parents, ...last, '-m', 'work tree'], on)
  return { commit, staged: second !== '' }
}

async function makeBundle(top: string, ref: string, head: string, most: number, scratch: string, options: GitOptions) {
  const file = join(scratch, 'bundle')
  const not = head === '' ? [] : ['--not', head]
  await gitBytes(top, ['bundle', 'create', '--quiet', file, ref, ...not], options)
  const { size } = await lstat(file)
  return size > most ? null : await readFile(file)
}

/**
 * Saves a work tree: branch, head, index and files, untracked and binary ones too (ignored ones are not), as a commit under
 * a hidden ref and as a bundle of what that commit adds to head. Never throws for what git refuses: `problem` says it.
 * @param top as `workTreeOf` gave it
 */
export async function saveTree(top: string, limits: TreeLimits, options: SaveOptions = {}): Promise<SavedFiles> {
  const scratch = await mkdtemp(join(tmpdir(), 'quarterdeck-git-'))
  const known = { path: top, branch: '', head: '', commit: '', ref: '', changed: [], left: [] }
  try {
    const { head, branch } = await readHead(top, options)
    const changed = await changedIn(top, options)
    const { take, left } = await choose(top, changed, limits)
    const { commit, staged } = await makeCommit(top, head, take, scratch, options)
    const ref = `${refsFolder(options.owner ?? KEPT)}${commit}`
    await git(top, ['update-ref', '--no-deref', ref, commit], options)
    const bundle = await makeBundle(top, ref, head, limits.all, scratch, options)
    const facts = { path: top, branch, head, commit, ref }
    const shown = changed.slice(0, 5000).map(({ path, status }) => ({ path, status }))
    const problem = staged ? '' : 'A merge is not finished: its index could not be saved, the files were.'
    return { tree: { ...facts, changed: shown, left: left.slice(0, 5000), problem }, bundle }
  } catch (error) {
    if (error instanceof HostError && error.code === 'cancelled') throw error
    return { tree: { ...known, problem: toFailure(error).message }, bundle: null }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
