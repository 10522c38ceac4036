import type { Checkpoint, CompareLine, SavedTree } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { AT_ONCE, eachLimited } from '../each-limited'
import { git, gitBytes } from '../git/git'
import { bringCommit } from '../git/git-restore'
import type { Blobs } from '../store/blobs'

/** Bytes of a patch that are shown. */
const MOST_PATCH = 1_000_000
/** Changed files that are named. */
const MOST_FILES = 2000
/** Nothing of the user's may run, and paths are told as they are. */
const DIFF = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=none']

/** The tree without files, which a repository without a commit is compared with. */
async function baseOf({ path, head }: SavedTree): Promise<string> {
  return head === '' ? git(path, ['hash-object', '-t', 'tree', '--stdin']) : head
}

async function bring(tree: SavedTree, blobs: Blobs): Promise<void> {
  const bundle = tree.bundle && (await blobs.get(tree.bundle))
  await bringCommit(tree.path, tree, bundle, { owner: blobs.owner })
}

/**
 * What was changed in a work tree when it was saved, as a patch against its head; binary files are named only. Hostile
 * text. Throws HostError `bad-input` (no such tree), `refused` (nothing was saved of it, or git's words), `store-damaged`.
 */
export async function showPatch(
  blobs: Blobs,
  { trees }: Checkpoint,
  at: number,
): Promise<{ patch: string; cut: boolean }> {
  const tree = trees[at]
  if (!tree) throw new HostError('bad-input', 'The checkpoint has no such work tree.')
  if (tree.commit === '') throw new HostError('refused', tree.problem || 'Nothing was saved of this work tree.')
  await bring(tree, blobs)
  const bytes = await gitBytes(tree.path, [...DIFF, await baseOf(tree), tree.commit])
  return { patch: bytes.subarray(0, MOST_PATCH).toString('utf8'), cut: bytes.length > MOST_PATCH }
}

const CHANGES: Readonly<Record<string, CompareLine['change']>> = { A: 'added', D: 'removed' }
const WORDS: Readonly<Record<CompareLine['change'], string>> = {
  added: 'It is new.',
  removed: 'It was removed.',
  changed: 'Its content is different.',
  same: 'It is the same.',
}

/** Reads `git diff --name-status -z` without renames: a status, a path, and so on. */
function readNames(text: string): CompareLine[] {
  const words = text.split('\0')
  const lines: CompareLine[] = []
  for (let at = 0; at + 1 < words.length && lines.length < MOST_FILES; at += 2) {
    const change = CHANGES[words[at]?.[0] ?? ''] ?? 'changed'
    lines.push({ kind: 'file', what: words[at + 1] ?? '', change, detail: WORDS[change] })
  }
  return lines
}

async function compareTree(blobs: Blobs, before: SavedTree, after: SavedTree): Promise<CompareLine[]> {
  const about = (change: CompareLine['change'], detail: string): CompareLine => ({
    kind: 'file',
    what: after.path,
    change,
    detail,
  })
  const lines: CompareLine[] = []
  if (before.branch !== after.branch)
    lines.push(about('changed', `It was on ${before.branch || 'no branch'}, then on ${after.branch || 'no branch'}.`))
  if (before.commit === '' || after.commit === '')
    return [...lines, about('changed', after.problem || before.problem || 'Its files were not saved.')]
  if (before.commit === after.commit) return [...lines, about('same', 'All files are the same.')]
  for (const tree of [before, after]) await bring(tree, blobs)
  const names = await git(after.path, [...DIFF, '--name-status', '-z', before.commit, after.commit])
  return [...lines, ...readNames(names)]
}

/** How the files of two checkpoints differ, work tree by work tree. What git cannot tell is a line that says so. */
export async function compareFiles(blobs: Blobs, before: Checkpoint, after: Checkpoint): Promise<CompareLine[]> {
  const paths = [...new Set([...before.trees, ...after.trees].map(tree => tree.path))]
  const found = await eachLimited(paths, AT_ONCE, async (what): Promise<CompareLine[]> => {
    const [a, b] = [before, after].map(one => one.trees.find(tree => tree.path === what))
    if (!a) return [{ kind: 'file', what, change: 'added', detail: 'No pane was in this work tree before.' }]
    if (!b) return [{ kind: 'file', what, change: 'removed', detail: 'No pane is in this work tree any more.' }]
    return compareTree(blobs, a, b).catch(error => {
      if (!(error instanceof HostError)) throw error
      return [{ kind: 'file', what, change: 'changed', detail: `It cannot be compared: ${error.message}` }]
    })
  })
  return found.flat()
}
