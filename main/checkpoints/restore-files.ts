import type { RestorePlan, SavedTree } from '../../ipc/checkpoint'
import { HostError, toFailure } from '../../ipc/failure'
import type { Blobs } from './blobs'
import { git } from './git'
import { restoreInPlace, restoreIntoWorktree } from './git-restore'
import { saveTree, type TreeLimits } from './git-save'

type TreePlan = RestorePlan['trees'][number]

/**
 * What was done with one work tree; `undo` takes back what was made and resolves with what of it stays (a sentence, empty:
 * nothing); null where nothing was made, or nothing can be taken back.
 */
export interface TreeDone {
  readonly ok: boolean
  readonly detail: string
  readonly undo: (() => Promise<string>) | null
}

async function intoWorktree(tree: SavedTree, plan: TreePlan, bundle: Buffer | null): Promise<TreeDone> {
  const { target, branch } = plan
  const undo = async () => {
    // Made a moment ago by us alone: its uncommitted files are the saved ones.
    const words = (error: unknown) => toFailure(error).message
    const folder = await git(tree.path, ['worktree', 'remove', '--force', target]).then(() => '', words)
    if (folder !== '') return `${target} stays: ${folder}`
    const named = await git(tree.path, ['branch', '--quiet', '-D', branch]).then(() => '', words)
    return named === '' ? '' : `The branch ${branch} stays: ${named}`
  }
  try {
    await restoreIntoWorktree(tree.path, tree, { target, branch, bundle })
  } catch (error) {
    // A branch or folder of that name may be somebody's: only what this attempt has made may go.
    const made = await git(target, ['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
    if (made === branch) await undo()
    throw error
  }
  return { ok: true, detail: `Its files are in ${target}, on the branch ${branch}.`, undo }
}

/** Before anything is written over, what is there is kept in the repository by a hidden ref, whoever saved it besides. */
async function inPlace(tree: SavedTree, bundle: Buffer | null, limits: TreeLimits): Promise<TreeDone> {
  const { tree: before } = await saveTree(tree.path, limits)
  if (before.left.length > 0 || before.problem !== '')
    throw new HostError(
      'refused',
      `What is there could not be saved whole first: ${before.problem || before.left[0]?.path}`,
    )
  await restoreInPlace(tree.path, tree, bundle)
  return { ok: true, detail: `Its files are as they were; what was there is kept as ${before.ref}.`, undo: null }
}

/** Restores one work tree as planned. Never rejects. */
export async function restoreTree(
  tree: SavedTree,
  plan: TreePlan,
  { blobs, limits }: { readonly blobs: Pick<Blobs, 'get'>; readonly limits: TreeLimits },
): Promise<TreeDone> {
  try {
    const bundle = tree.bundle ? await blobs.get(tree.bundle).catch(() => null) : null
    return await (plan.act === 'inplace' ? inPlace(tree, bundle, limits) : intoWorktree(tree, plan, bundle))
  } catch (error) {
    return { ok: false, detail: toFailure(error).message, undo: null }
  }
}
