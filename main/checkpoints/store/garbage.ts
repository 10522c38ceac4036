import type { CheckpointInfo } from '../../../ipc/checkpoint'
import type { Log } from '../../log/log'
import type { Blobs } from './blobs'
import { decodeCheckpoint, partsOf } from './manifests'

/** Saves run beside saves; a collection waits for them and they for it, as a part is put before anything names it. */
export interface SaveGate {
  save<T>(work: () => Promise<T>): Promise<T>
  collect<T>(work: () => Promise<T>): Promise<T>
  /** Parts that are to stay though nothing names them yet; asked for at each collection. */
  hold(parts: () => Iterable<string>): void
  held(): Set<string>
}

/** A gate of one store. */
export function createSaveGate(): SaveGate {
  let saves = 0
  let collecting: Promise<unknown> = Promise.resolve()
  const idle: (() => void)[] = []
  const holders: (() => Iterable<string>)[] = []
  return {
    hold: parts => void holders.push(parts),
    held: () => new Set(holders.flatMap(parts => [...parts()])),
    async save<T>(work: () => Promise<T>): Promise<T> {
      await collecting
      saves += 1
      try {
        return await work()
      } finally {
        saves -= 1
        if (saves === 0) for (const wake of idle.splice(0)) wake()
      }
    },
    collect<T>(work: () => Promise<T>): Promise<T> {
      const before = collecting
      const done = (async () => {
        await before
        while (saves > 0) await new Promise<void>(resolve => idle.push(resolve))
        return work()
      })()
      collecting = done.catch(() => {})
      return done
    },
  }
}

/** Hashes that some checkpoint uses; null when one cannot be read, as then nothing may be freed. */
async function usedBy(blobs: Blobs, list: readonly CheckpointInfo[], log: Log): Promise<Set<string> | null> {
  const hashes = new Set<string>()
  for (const { manifest, id } of list) {
    hashes.add(manifest)
    try {
      for (const hash of partsOf(decodeCheckpoint(await blobs.get({ hash: manifest }))).keys()) hashes.add(hash)
    } catch (error) {
      log.warn('a checkpoint is damaged, so nothing is freed', { id, error: String(error) })
      return null
    }
  }
  return hashes
}

interface FreeRules {
  /** Hashes that the next checkpoint will use. */
  readonly held: ReadonlySet<string>
  /** The index has entries of another version, which name their parts in ways that are not known here. */
  readonly strange: boolean
  readonly log: Log
}

/**
 * Removes the parts that no checkpoint of the list uses, and nobody holds, and says how many. Nothing is freed while one
 * cannot be read, or the index has strange entries.
 */
export async function freeUnused(
  blobs: Blobs,
  list: readonly CheckpointInfo[],
  { held, strange, log }: FreeRules,
): Promise<number> {
  const keep = strange ? null : await usedBy(blobs, list, log)
  if (keep === null) return 0
  let freed = 0
  for (const hash of (await blobs.list()).keys()) {
    if (keep.has(hash) || held.has(hash)) continue
    await blobs.remove(hash)
    freed += 1
  }
  return freed
}
