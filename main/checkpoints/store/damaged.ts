import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { AT_ONCE, eachLimited } from '../each-limited'
import type { Blobs } from './blobs'
import { decodeCheckpoint, partsOf } from './manifests'

/** Whether the manifest reads and each part that it names has a file with something in it. */
async function isWhole({ manifest }: CheckpointInfo, blobs: Blobs, there: ReadonlyMap<string, number>) {
  try {
    const parts = partsOf(decodeCheckpoint(await blobs.get({ hash: manifest })))
    return [...parts.keys()].every(hash => (there.get(hash) ?? 0) > 0)
  } catch {
    return false
  }
}

/**
 * Ids of those that lack a part, so that the list can mark them before anybody relies on them. Parts are looked for by one
 * reading of their folders, not by a look at each of them for each checkpoint: hundreds share most. What is in them is read
 * only when a checkpoint is opened or restored.
 */
export async function findDamaged(list: readonly CheckpointInfo[], blobs: Blobs): Promise<string[]> {
  const there = await blobs.list()
  const found = await eachLimited(list, AT_ONCE, async info => ((await isWhole(info, blobs, there)) ? [] : [info.id]))
  return found.flat()
}
