import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SavedTree } from '../../ipc/checkpoint'
import { HostError } from '../../ipc/failure'
import { type GitOptions, git } from './git'

/** Whether a repository still has a commit with all that belongs to it. */
async function hasCommit(folder: string, commit: string, options: GitOptions): Promise<boolean> {
  return git(folder, ['cat-file', '-e', `${commit}^{tree}`], options).then(
    () => true,
    () => false,
  )
}

/**
 * Makes sure that the saved commit is in the repository: it may have been collected, or the repository cloned anew. Throws
 * HostError `refused` when neither the repository nor the bundle has it.
 */
export async function bringCommit(
  folder: string,
  tree: SavedTree,
  bundle: Uint8Array | null,
  options: GitOptions = {},
): Promise<void> {
  if (await hasCommit(folder, tree.commit, options)) return
  if (bundle === null)
    throw new HostError('refused', 'The repository has lost the saved files, and no bundle was kept.')
  const scratch = await mkdtemp(join(tmpdir(), 'quarterdeck-git-'))
  try {
    const file = join(scratch, 'bundle')
    await writeFile(file, bundle, { mode: 0o600 })
    await git(
      folder,
      ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', file, `${tree.ref}:${tree.ref}`],
      options,
    )
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

/**
 * The saved files in a new work tree on a new branch, made at the saved head: index and files as they were, nobody else's
 * files touched. `target` must not exist. Throws HostError `refused` with git's words (a branch of that name, …).
 */
export async function restoreIntoWorktree(
  folder: string,
  tree: SavedTree,
  place: { readonly target: string; readonly branch: string; readonly bundle: Uint8Array | null },
  options: GitOptions = {},
): Promise<void> {
  await bringCommit(folder, tree, place.bundle, options)
  if (tree.head === '')
    throw new HostError('refused', 'The repository had no commit: its files can only go back in place.')
  await git(folder, ['worktree', 'add', '--quiet', '-b', place.branch, place.target, tree.head], options)
  await putFiles(place.target, tree, options)
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
    const changed = await git(target, ['diff', '--name-only', '--no-ext-diff', '--no-textconv'], own)
    const others = await git(target, ['ls-files', '--others', '-z'], own)
    return changed === '' && others === ''
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
  options: GitOptions = {},
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
