import { lstat, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SavedTree } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import { AS_THEY_ARE, type GitOptions, git } from './git'
import { readStatus, refsFolder, type SaveOptions, workTreeOf } from './git-save'

/** Whether a repository still has a commit with all that belongs to it. */
async function hasCommit(folder: string, commit: string, options: GitOptions): Promise<boolean> {
  return git(folder, ['cat-file', '-e', `${commit}^{tree}`], options).then(
    () => true,
    () => false,
  )
}

/**
 * Makes sure that the saved commit is in the repository: it may have been collected, or the repository cloned anew. Its
 * hidden ref is the owner's from now on, whose ever it was when it was saved, so that it goes with the owner's last
 * checkpoint that names it. Throws HostError `refused` when neither the repository nor the bundle has it.
 */
export async function bringCommit(
  folder: string,
  tree: SavedTree,
  bundle: Uint8Array | null,
  { owner, ...options }: SaveOptions = {},
): Promise<void> {
  if (await hasCommit(folder, tree.commit, options)) return
  if (bundle === null)
    throw new HostError('refused', 'The repository has lost the saved files, and no bundle was kept.')
  const scratch = await mkdtemp(join(tmpdir(), 'quarterdeck-git-'))
  try {
    const file = join(scratch, 'bundle')
    await writeFile(file, bundle, { mode: 0o600 })
    const ref = owner === undefined ? tree.ref : `${refsFolder(owner)}${tree.commit}`
    const what = [file, `${tree.ref}:${ref}`]
    await git(folder, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...what], options)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  if (!(await hasCommit(folder, tree.commit, options)))
    throw new HostError('refused', 'The repository has not what the saved files build on.')
}

/** The index as it was: the commit's last parent holds it, unless a merge was under way (then head's counts). */
async function stagedOf(folder: string, tree: SavedTree, options: GitOptions): Promise<string> {
  const parents = await git(folder, ['rev-list', '--parents', '--max-count=1', tree.commit], options)
  const last = parents.split(' ').slice(1).at(-1) ?? ''
  return last === tree.head ? '' : last
}

/** Why a work tree is locked while its files are on their way: a host that dies leaves it so. */
const UNDER_WAY = 'Quarterdeck has not brought back all of its files yet'

/** What is at the place where a work tree would be restored: `half` when a restore of it was never finished. */
export async function lookAtTarget(
  target: string,
  options: GitOptions = {},
): Promise<'free' | 'half' | 'whole' | 'other'> {
  const real = await realpath(target).catch(() => null)
  if (real === null) return 'free'
  if ((await workTreeOf(target, options).catch(() => null)) !== real) return 'other'
  const file = async (name: string) => resolve(target, await git(target, ['rev-parse', '--git-path', name], options))
  const reason = await readFile(await file('locked'), 'utf8').catch(() => '')
  // Without an index nothing was ever put there.
  const begun = await lstat(await file('index')).then(
    () => true,
    () => false,
  )
  return reason.trim() === UNDER_WAY || !begun ? 'half' : 'whole'
}

/** Goes on with a work tree that was never finished. Throws HostError `refused` where somebody worked in it meanwhile. */
async function refuseForeign(target: string, tree: SavedTree, options: GitOptions): Promise<void> {
  const ours = new Set(tree.changed.map(one => one.path))
  const list = ['status', '--porcelain=v2', '-z', '--untracked-files=all']
  const begun = (await git(target, ['ls-files', '-z'], options)) !== ''
  const found = begun ? readStatus(await git(target, list, options)) : []
  const foreign = found.find(one => !ours.has(one.path))
  if (foreign) throw new HostError('refused', `${target} was never finished, and ${foreign.path} was changed in it.`)
}

/**
 * The saved files in a new work tree on a new branch, made at the saved head: index and files as they were, nobody else's
 * files touched. `target` must not exist, or be one that was never finished. Throws HostError `refused` with git's words (a
 * branch of that name, …).
 */
export async function restoreIntoWorktree(
  folder: string,
  tree: SavedTree,
  place: { readonly target: string; readonly branch: string; readonly bundle: Uint8Array | null },
  options: SaveOptions = {},
): Promise<void> {
  await bringCommit(folder, tree, place.bundle, options)
  if (tree.head === '')
    throw new HostError('refused', 'The repository had no commit: its files can only go back in place.')
  const { target, branch } = place
  if ((await lookAtTarget(target, options)) === 'half') await refuseForeign(target, tree, options)
  else await git(folder, ['worktree', 'add', '--quiet', '--no-checkout', '-b', branch, target, tree.head], options)
  await git(folder, ['worktree', 'lock', '--reason', UNDER_WAY, target], options).catch(() => '')
  await putFiles(target, tree, options)
  await git(folder, ['worktree', 'unlock', target], options)
}

/**
 * Removes a work tree that `restoreIntoWorktree` has made, and its branch; resolves with what of it stays and why, or empty.
 * One that was never finished goes too: nothing in it is anybody's.
 */
export async function removeWorktree(
  folder: string,
  { target, branch }: { readonly target: string; readonly branch: string },
): Promise<string> {
  const words = (error: unknown) => toFailure(error).message
  if ((await lookAtTarget(target).catch(() => 'other')) === 'half')
    await git(folder, ['worktree', 'unlock', target]).catch(() => '')
  const left = await git(folder, ['worktree', 'remove', '--force', target]).then(() => '', words)
  if (left !== '') return `${target} stays: ${left}`
  const named = await git(folder, ['branch', '--quiet', '-D', branch]).then(() => '', words)
  return named === '' ? '' : `The branch ${branch} stays: ${named}`
}

/**
 * Whether a work tree that was made by `restoreIntoWorktree` is as it was left then: its head and branch, its files, and no
 * other file besides, ignored ones too. Throws HostError where git cannot tell.
 */
export async function isUntouched(
  target: string,
  tree: SavedTree,
  branch: string,
  options: GitOptions = {},
): Promise<boolean> {
  const head = await git(target, ['rev-parse', 'HEAD'], options)
  const on = await git(target, ['symbolic-ref', '--quiet', '--short', 'HEAD'], options)
  if (head !== tree.head || on !== branch) return false
  const scratch = await mkdtemp(join(tmpdir(), 'quarterdeck-git-'))
  try {
    const own = { ...options, env: { GIT_INDEX_FILE: join(scratch, 'index') } }
    await git(target, ['read-tree', tree.commit], own)
    // Compared by content: in an index that was just made every file is perhaps changed.
    const diff = ['diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv']
    const changed = (await git(target, diff, own)).split('\0').filter(Boolean)
    // Large files that had changed were saved as they are, all others as the pointers that their filter makes.
    const raw = new Set(changed.length > 0 ? (await git(target, [...AS_THEY_ARE, ...diff], own)).split('\0') : [])
    const others = await git(target, ['ls-files', '--others', '-z'], own)
    return !changed.some(path => raw.has(path)) && others === ''
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Whether anything in a work tree differs from its head. */
export async function isDirty(top: string, options: GitOptions = {}): Promise<boolean> {
  return (await git(top, ['status', '--porcelain', '--untracked-files=all'], options)) !== ''
}

/**
 * The saved files in the work tree itself, over whatever is there: who calls has saved that whole just before. Branch and
 * head stay where they are. Throws HostError `refused`.
 */
export async function restoreInPlace(
  top: string,
  tree: SavedTree,
  bundle: Uint8Array | null,
  options: SaveOptions = {},
): Promise<void> {
  await bringCommit(top, tree, bundle, options)
  await putFiles(top, tree, options)
}

/** Files, then index, by git itself: it removes what was not there and refuses to follow links out of the tree. */
async function putFiles(top: string, tree: SavedTree, options: GitOptions): Promise<void> {
  await git(top, ['read-tree', '--reset', '-u', tree.commit], options)
  const staged = await stagedOf(top, tree, options)
  await git(top, ['read-tree', staged || tree.head || tree.commit], options)
}
