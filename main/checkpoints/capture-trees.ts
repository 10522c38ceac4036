import type { SavedTree } from '../../ipc/checkpoint'
import { HostError } from '../../ipc/failure'
import type { Blobs } from './blobs'
import { AT_ONCE, eachLimited } from './each-limited'
import { saveTree, type TreeLimits, workTreeOf } from './git-save'

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

/** Saves a work tree, its bundle among the parts. Throws HostError `cancelled`, and what `Blobs.put` throws. */
export async function captureTree(
  top: string,
  limits: TreeLimits,
  { blobs, signal }: { blobs: Blobs; signal?: AbortSignal | undefined },
): Promise<{ tree: SavedTree; added: number }> {
  const { tree, bundle } = await saveTree(top, limits, { owner: blobs.owner, ...(signal ? { signal } : {}) })
  const put = bundle ? await blobs.put(bundle) : null
  return { tree: { ...tree, bundle: put?.ref ?? null }, added: put?.added ?? 0 }
}
