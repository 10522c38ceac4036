import type { SavedTree } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import type { Settings } from '../../../ipc/settings'
import { AT_ONCE, eachLimited } from '../each-limited'
import { saveTree, sizeTree, type TreeLimits, workTreeOf } from '../git/git-save'
import type { Blobs } from '../store/blobs'

/** A checkpoint names no more work trees. */
const MOST_TREES = 200

/** The work trees that these folders are in, each once; `problem` when git cannot be asked. Throws HostError `cancelled`. */
export async function treesOf(
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<{ tops: string[]; problem: string }> {
  const options = signal ? { signal } : {}
  let problem = ''
  const named = [...new Set(folders)].filter(folder => folder !== '')
  const found = await eachLimited(named, AT_ONCE, folder =>
    workTreeOf(folder, options).catch(error => {
      if (!(error instanceof HostError) || error.code === 'cancelled') throw error
      problem = error.message
      return null
    }),
  )
  const tops = [...new Set(found.filter(top => top !== null && top.length <= 4096))] as string[]
  return { tops: tops.slice(0, MOST_TREES), problem }
}

/** Saves a work tree, its bundle among the parts. */
async function captureTree(
  top: string,
  limits: TreeLimits,
  { blobs, signal }: TreesHow,
): Promise<{ tree: SavedTree; added: number }> {
  const { tree, bundle } = await saveTree(top, limits, { owner: blobs.owner, ...(signal ? { signal } : {}) })
  const put = bundle ? await blobs.put(bundle) : null
  return { tree: { ...tree, bundle: put?.ref ?? null }, added: put?.added ?? 0 }
}

interface TreesHow {
  readonly blobs: Blobs
  readonly signal?: AbortSignal | undefined
  /** Told each work tree that is done. */
  readonly onDone?: (top: string) => void
}

const MB = 1_000_000

type TreeSettings = Pick<Settings, 'checkpointFileMb' | 'checkpointTreeMb'>

function limitsOf({ checkpointFileMb, checkpointTreeMb }: TreeSettings): TreeLimits {
  return { file: checkpointFileMb * MB, all: checkpointTreeMb * MB }
}

/** ms in which the files of a work tree have to be counted: a person waits. */
const COUNTED = 5000

/** What of a work tree would be saved; `files` null where git did not tell in time. */
export interface TreeSize {
  readonly path: string
  readonly files: number | null
  readonly bytes: number
  /** Files that would be left out. */
  readonly left: number
}

/** Sizes of what `captureTrees` would save of these work trees. */
export function sizeTrees(tops: readonly string[], settings: TreeSettings): Promise<TreeSize[]> {
  return eachLimited(tops, AT_ONCE, async path => {
    const options = { signal: AbortSignal.timeout(COUNTED) }
    const size = await sizeTree(path, limitsOf(settings), options).catch(() => ({ files: null, bytes: 0, left: 0 }))
    return { path, ...size }
  })
}

/**
 * Saves these work trees, a few at a time, within the settings' limits; `added` in bytes on the disk. Throws HostError
 * `cancelled`, and what `Blobs.put` throws.
 */
export async function captureTrees(
  tops: readonly string[],
  settings: TreeSettings,
  how: TreesHow,
): Promise<{ trees: SavedTree[]; added: number }> {
  const limits = limitsOf(settings)
  const saved = await eachLimited(tops, AT_ONCE, async top => {
    const one = await captureTree(top, limits, how)
    how.onDone?.(top)
    return one
  })
  return { trees: saved.map(one => one.tree), added: saved.reduce((sum, one) => sum + one.added, 0) }
}
