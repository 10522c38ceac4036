import { isAbsolute, normalize } from 'node:path'
import type { Checkpoint, SavedPane, SavedTree, SavedWindow } from '../../../ipc/checkpoint'
import { refused } from './read-file'

/** tmux makes no window larger (3.3a WINDOW_MAXIMUM). */
const MOST_CELLS = 10_000
const MOST_PANES = 2000
const MOST_INDEX = 2 ** 31 - 1
/** Beyond it a moment is no date (ECMAScript). ms. */
const MOST_TIME = 8.64e15
const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})?$/

function must(right: boolean, why: string): void {
  if (!right) throw refused(why)
}

/** A hidden ref of ours, of whichever data folder. */
const REF = /^refs\/quarterdeck\/(?:[0-9a-z]{1,64}\/)?[0-9a-f]{40,64}$/

/** No argument, path or environment can hold a NUL; one that does was made to be cut somewhere. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || hasNul(inner))
}

const isFolder = (path: string) => path === '' || isAbsolute(path)
const isSize = (cells: number) => cells >= 1 && cells <= MOST_CELLS
const allDifferent = (values: readonly unknown[]) => new Set(values).size === values.length

function checkPane({ width, height, folder, launch }: SavedPane): void {
  must(isSize(width) && isSize(height), 'a pane has a size that no pane has')
  must(isFolder(folder) && isFolder(launch?.folder ?? ''), 'a folder is no absolute path')
}

function checkWindow({ index, width, height, panes }: SavedWindow): void {
  must(index >= 0 && index <= MOST_INDEX, 'a window has an index that no window has')
  must(isSize(width) && isSize(height), 'a window has a size that no window has')
  for (const pane of panes) checkPane(pane)
}

/** git takes these as arguments: an object id is one and nothing else, and the ref is ours. */
function checkTree({ path, head, commit, ref, branch }: SavedTree): void {
  must(isAbsolute(path) && normalize(path) === path && !path.endsWith('/'), 'a work tree has no clean absolute path')
  must(OBJECT.test(head) && OBJECT.test(commit), 'a work tree names something that is no commit')
  const own = commit === '' ? ref === '' : REF.test(ref) && ref.endsWith(`/${commit}`)
  must(own, 'a work tree has a ref that is not its own')
  must(!branch.startsWith('-'), 'a branch has a name that no branch has')
}

/** One content has one size, whoever names it. */
function checkSizes({ windows, trees }: Checkpoint): void {
  const sizes = new Map<string, number>()
  const panes = windows.flatMap(window => window.panes)
  const talks = panes.map(pane => pane.conversation?.transcript ?? null)
  for (const ref of [...panes.flatMap(pane => pane.screen), ...talks, ...trees.map(tree => tree.bundle)]) {
    if (!ref) continue
    must((sizes.get(ref.hash) ?? ref.bytes) === ref.bytes, 'a part has two sizes')
    sizes.set(ref.hash, ref.bytes)
  }
}

/**
 * Looks at a checkpoint that comes from a file, beyond its shape: whatever a restore, a comparison or git would do with it
 * must be harmless. Throws HostError `refused` with what is wrong.
 */
export function checkImported(checkpoint: Checkpoint): void {
  const { at, folder, windows, trees } = checkpoint
  const panes = windows.flatMap(window => window.panes)
  must(!hasNul(checkpoint), 'a text in it holds a NUL character')
  must(at >= 0 && at <= MOST_TIME, 'its time is none')
  must(isFolder(folder), 'a folder is no absolute path')
  must(panes.length > 0 && panes.length <= MOST_PANES, 'it has no panes, or too many')
  must(allDifferent(panes.map(pane => pane.key)), 'two of its panes have one place')
  must(allDifferent(windows.map(window => window.index)), 'two of its windows have one place')
  must(allDifferent(trees.map(tree => tree.path)), 'two of its work trees have one path')
  for (const window of windows) checkWindow(window)
  for (const tree of trees) checkTree(tree)
  checkSizes(checkpoint)
}

/** Control characters, and those that turn the direction of a text: a name could show as another one. */
const DISGUISE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
/** The same in a text of several lines. */
const IN_LINES = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu

/** The names of a checkpoint without what disguises them; `changed` says how many had to be. */
export function plainNames(checkpoint: Checkpoint): { checkpoint: Checkpoint; changed: number } {
  let changed = 0
  const plain = (text: string, bad = DISGUISE) => {
    const clean = text.replace(bad, '_')
    if (clean !== text) changed += 1
    return clean
  }
  const paneOf = (pane: SavedPane): SavedPane => ({
    ...pane,
    agent: plain(pane.agent),
    type: plain(pane.type),
    title: plain(pane.title),
    command: plain(pane.command),
    problem: plain(pane.problem),
  })
  const windowOf = (window: SavedWindow): SavedWindow => ({
    ...window,
    name: plain(window.name),
    panes: window.panes.map(paneOf),
  })
  const names = {
    session: plain(checkpoint.session),
    name: plain(checkpoint.name),
    message: plain(checkpoint.message, IN_LINES),
  }
  return { checkpoint: { ...checkpoint, ...names, windows: checkpoint.windows.map(windowOf) }, changed }
}
