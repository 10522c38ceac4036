import { lstat, mkdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { RestorePlan, SavedTree } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import { makeFolder } from '../../sessions/folder'
import { hasCode } from '../../settings/side-file'
import { git } from '../git/git'
import { isUntouched, lookAtTarget, removeWorktree, restoreInPlace, restoreIntoWorktree } from '../git/git-restore'
import { saveTree, type TreeLimits } from '../git/git-save'
import type { Blobs } from '../store/blobs'

type TreePlan = RestorePlan['trees'][number]
type FolderPlan = RestorePlan['folders'][number]

interface Parts {
  readonly blobs: Pick<Blobs, 'get' | 'owner'>
  readonly limits: TreeLimits
}

/**
 * What was done with one work tree. `undo` takes back what was made, where nobody has changed anything in it since, and
 * resolves with what of it stays and why (a sentence, empty: nothing); null where nothing was made, or nothing can be taken
 * back.
 */
export interface TreeDone {
  /** Where the files are. */
  readonly place: string
  readonly ok: boolean
  readonly detail: string
  readonly undo: (() => Promise<string>) | null
}

const words = (error: unknown) => toFailure(error).message

async function intoWorktree(
  tree: SavedTree,
  plan: TreePlan,
  bundle: Buffer | null,
  { owner }: Parts['blobs'],
): Promise<TreeDone> {
  const { target, branch } = plan
  const undo = async () => {
    const untouched = await isUntouched(target, tree, branch).catch(() => false)
    return untouched ? removeWorktree(tree.path, plan) : `${target} stays: it is not as this restore has left it.`
  }
  const fresh = (await lookAtTarget(target)) === 'free'
  try {
    await restoreIntoWorktree(tree.path, tree, { target, branch, bundle }, { owner })
  } catch (error) {
    // A branch or folder of that name may be somebody's: only what this attempt has made, a moment ago, may go.
    const made = await git(target, ['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
    if (made === branch && fresh) await removeWorktree(tree.path, plan)
    throw error
  }
  return { place: target, ok: true, detail: `Its files are in ${target}, on the branch ${branch}.`, undo }
}

/** Before anything is written over, what is there is kept in the repository by a hidden ref, whoever saved it besides. */
async function inPlace(tree: SavedTree, bundle: Buffer | null, { blobs, limits }: Parts): Promise<TreeDone> {
  const { tree: before } = await saveTree(tree.path, limits)
  if (before.left.length > 0 || before.problem !== '')
    throw new HostError(
      'refused',
      `What is there could not be saved whole first: ${before.problem || before.left[0]?.path}`,
    )
  await restoreInPlace(tree.path, tree, bundle, { owner: blobs.owner })
  const detail = `Its files are as they were; what was there is kept as ${before.ref}.`
  return { place: tree.path, ok: true, detail, undo: null }
}

/** Restores one work tree as planned. Never rejects. */
export async function restoreTree(tree: SavedTree, plan: TreePlan, parts: Parts): Promise<TreeDone> {
  const { blobs } = parts
  try {
    const bundle = tree.bundle ? await blobs.get(tree.bundle).catch(() => null) : null
    return await (plan.act === 'inplace' ? inPlace(tree, bundle, parts) : intoWorktree(tree, plan, bundle, blobs))
  } catch (error) {
    return { place: plan.target, ok: false, detail: words(error), undo: null }
  }
}

/**
 * Makes a folder below another one that is there, step by step: a saved link in its place may lead anywhere. Rejects with
 * HostError `bad-folder`.
 */
async function makeInside(top: string, folder: string): Promise<void> {
  let path = top
  for (const step of ['', ...relative(top, folder).split(sep)]) {
    path = join(path, step)
    if (path !== top)
      await mkdir(path).catch(error => {
        if (!hasCode(error, 'EEXIST')) throw new HostError('bad-folder', `${path} cannot be created.`, String(error))
      })
    if (!(await lstat(path).catch(() => null))?.isDirectory())
      throw new HostError('bad-folder', `${path} is not a folder.`)
  }
}

/** Makes a folder that a plan starts panes in, where the plan makes it. Rejects with HostError `bad-folder`. */
export async function makePlanned({ to, why, create }: FolderPlan, trees: readonly TreePlan[]): Promise<boolean> {
  if (create) {
    await makeFolder(to)
    return true
  }
  const tree = why === 'work-tree' ? trees.find(({ target }) => to.startsWith(`${target}/`)) : undefined
  if (tree) await makeInside(tree.target, to)
  return false
}
