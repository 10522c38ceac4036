import type { CheckpointInfo } from '../../../ipc/checkpoint'
import type { Log } from '../../log/log'
import { AT_ONCE, eachLimited } from '../each-limited'
import { git } from '../git/git'
import { refsFolder } from '../git/git-save'
import type { Blobs } from './blobs'
import { decodeCheckpoint } from './manifests'

/** The hidden refs of this data folder in one repository. */
interface Found {
  /** Of a work tree there. */
  readonly path: string
  readonly refs: readonly string[]
}

interface Named {
  readonly path: string
  readonly ref: string
}

/** Removes hidden refs that no checkpoint names any more: those of this data folder alone. */
export interface RefGarbage {
  /**
   * Which refs there are in the repositories of these checkpoints, and of `more`; to be asked before a collection, as git may
   * take its time on a slow disk. Never rejects.
   */
  look(list: readonly CheckpointInfo[], more: readonly string[]): Promise<Found[]>
  /** Work trees that these checkpoints name, as far as they can be read. Never rejects. */
  placesOf(list: readonly CheckpointInfo[]): Promise<string[]>
  /**
   * Removes those of `found` that none of the list names; while no save is under way. Nothing goes while a checkpoint cannot
   * be read. Resolves with the paths where some stay that should have gone, to be looked at again. Never rejects.
   */
  drop(found: readonly Found[], list: readonly CheckpointInfo[]): Promise<ReadonlySet<string>>
}

/** ms for one repository: saves may wait meanwhile. A disk that hangs keeps its refs until the next collection. */
const LIMIT = 5000

/** Over the blobs of one data folder. */
export function createRefGarbage(blobs: Blobs, log: Log): RefGarbage {
  /** Work trees by the manifest's hash: what it holds never changes. */
  const known = new Map<string, readonly Named[]>()

  async function treesOf({ manifest }: CheckpointInfo): Promise<readonly Named[]> {
    const before = known.get(manifest)
    if (before) return before
    const { trees } = decodeCheckpoint(await blobs.get({ hash: manifest }))
    // One that came from another data folder has that one's ref in it; here it is kept by one of ours (`bringCommit`).
    const kept = trees.filter(tree => tree.commit !== '')
    const named = kept.map(({ path, commit }) => ({ path, ref: `${refsFolder(blobs.owner)}${commit}` }))
    known.set(manifest, named)
    return named
  }

  async function refsIn(path: string): Promise<Found> {
    const list = ['for-each-ref', '--format=%(refname)', refsFolder(blobs.owner)]
    // A repository that is gone has none.
    const told = await git(path, list, { signal: AbortSignal.timeout(LIMIT) }).catch(() => '')
    return { path, refs: told.split('\n').filter(ref => ref.startsWith(refsFolder(blobs.owner))) }
  }

  /** Whether it did: a repository that may not be written keeps no other one from its turn. */
  async function remove(path: string, refs: readonly string[], named: ReadonlySet<string>): Promise<boolean> {
    const input = refs.filter(ref => !named.has(ref)).map(ref => `delete ${ref}\n`)
    if (input.length === 0) return true
    try {
      // Work trees of one repository share their refs: what is gone already is no failure.
      const stdin = { input: input.join(''), signal: AbortSignal.timeout(LIMIT) }
      await git(path, ['update-ref', '--no-deref', '--stdin'], stdin)
      return true
    } catch (error) {
      log.warn('hidden refs stay until the next collection', { path, error: String(error) })
      return false
    }
  }

  return {
    async look(list, more) {
      const all = await Promise.all(list.map(one => treesOf(one).catch(() => [])))
      const paths = new Set([...all.flat().map(one => one.path), ...more])
      return eachLimited([...paths], AT_ONCE, refsIn)
    },
    async placesOf(list) {
      const all = await Promise.all(list.map(one => treesOf(one).catch(() => [])))
      return all.flat().map(one => one.path)
    },
    async drop(found, list) {
      const left = new Set(found.map(one => one.path))
      try {
        const named = new Set((await Promise.all(list.map(treesOf))).flat().map(one => one.ref))
        const here = new Set(list.map(one => one.manifest))
        for (const manifest of known.keys()) if (!here.has(manifest)) known.delete(manifest)
        for (const { path, refs } of found) if (await remove(path, refs, named)) left.delete(path)
      } catch (error) {
        log.warn('hidden refs stay until all checkpoints can be read', { error: String(error) })
      }
      return left
    },
  }
}
