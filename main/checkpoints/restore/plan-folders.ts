import type { Checkpoint, RestoreChoice, RestorePlan, SavedPane } from '../../../ipc/checkpoint'
import { toFailure } from '../../../ipc/failure'
import { absoluteFolder } from '../../sessions/folder'

/** A folder in which nothing can be started now. */
export interface BadFolder {
  /** There is nothing of that name: it can be made. */
  readonly missing: boolean
  /** One sentence. */
  readonly words: string
}

/** What is known of the folders that a plan is about. */
export interface FoldersNow {
  /** By path; not in it: fine. */
  readonly badFolders: ReadonlyMap<string, BadFolder>
  /** Where a path leads, links followed; not in it: it is gone. */
  readonly realFolders: ReadonlyMap<string, string>
}

/** A work tree whose files are, or will be, somewhere else. */
export interface MovedTree {
  readonly path: string
  readonly target: string
}

export type FolderPlan = RestorePlan['folders'][number]

/** Where a pane was started, or was when it was no agent of ours. */
export function folderOf({ launch, folder }: SavedPane): string {
  return launch?.folder || folder
}

/** The path that a choice means, and why it means none. */
function meant(to: string): { path: string; problem: string } {
  try {
    return { path: absoluteFolder(to.trim()), problem: '' }
  } catch (error) {
    return { path: to, problem: toFailure(error).message }
  }
}

/** All folders that a plan by this choice may start something in. */
export function foldersToLookAt({ windows }: Checkpoint, { folders = [] }: RestoreChoice): Set<string> {
  const saved = windows.flatMap(window => window.panes.map(folderOf))
  const chosen = folders.map(one => meant(one.to)).filter(one => one.problem === '')
  return new Set([...saved, ...chosen.map(one => one.path)].filter(path => path !== ''))
}

function chosenFor(from: string, { folders = [] }: RestoreChoice, now: FoldersNow) {
  const choice = folders.find(one => one.from === from)
  if (!choice) return null
  const { path, problem } = meant(choice.to)
  const bad = now.badFolders.get(path)
  const create = problem === '' && choice.create && bad?.missing === true
  const words = bad?.missing ? `${path} does not exist.` : (bad?.words ?? '')
  return { to: path, why: 'chosen' as const, create, problem: problem || (create ? '' : words) }
}

/** In a tree that goes somewhere else its folders go with it; the innermost tree counts. */
function movedFor(from: string, moved: readonly MovedTree[], now: FoldersNow) {
  const real = now.realFolders.get(from) ?? from
  const around = moved.filter(({ path }) => real === path || real.startsWith(`${path}/`))
  const tree = around.sort((a, b) => b.path.length - a.path.length)[0]
  if (!tree) return null
  // What git does not keep, an empty or an ignored folder, is made there.
  return { to: `${tree.target}${real.slice(tree.path.length)}`, why: 'work-tree' as const, create: false, problem: '' }
}

/** Where the panes of a saved folder start: as chosen, else where the folder's files go, else where it was. Pure. */
export function planFolder(
  from: string,
  choice: RestoreChoice,
  moved: readonly MovedTree[],
  now: FoldersNow,
): FolderPlan {
  const saved = { to: from, why: 'saved' as const, create: false, problem: now.badFolders.get(from)?.words ?? '' }
  const place = chosenFor(from, choice, now) ?? movedFor(from, moved, now) ?? saved
  return { from, ...place, panes: 0 }
}
