import { z } from 'zod'
import { type Checkpoint, CheckpointInfo } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { createEmitter, type Undo } from '../../../ipc/wire'
import type { Log } from '../../log/log'
import type { StoreBackend } from '../../settings/backend'
import type { Blobs } from './blobs'
import { createSaveGate, freeUnused } from './garbage'
import { createRefGarbage } from './garbage-refs'
import { checkParts, decodeCheckpoint, encodeCheckpoint, infoOf } from './manifests'
import { expired } from './retention'

/** Time in which a delete can be undone, ms. */
export const UNDO_MS = 30_000

/** The checkpoints of a data folder. */
export interface CheckpointStore {
  /** Newest first, without deleted ones. */
  list(): CheckpointInfo[]
  onChange(listener: (list: CheckpointInfo[]) => void): Undo
  /**
   * Keeps a checkpoint of which all parts were put into `blobs` before (`added`: what they cost). When it resolves it
   * survives a loss of power. Throws HostError `read-only`, `store-damaged` (the disk refused it).
   */
  save(checkpoint: Checkpoint, added: number): Promise<CheckpointInfo>
  /** Work during which no part is collected as garbage: parts are put first, the checkpoint that names them later. */
  saving<T>(work: (blobs: Blobs) => Promise<T>): Promise<T>
  /** Throws HostError `bad-input` (no such checkpoint), `store-damaged`. */
  get(id: string): Promise<Checkpoint>
  /** What is wrong with it, empty when nothing is. `deep` reads every byte. */
  check(id: string, deep: boolean): Promise<string>
  /** Gone from the list at once, from the disk after 30 s. */
  delete(ids: readonly string[]): void
  /** Takes a delete back within those 30 s; says which came back. */
  undelete(ids: readonly string[]): string[]
  /** Purges what was deleted, thins out automatic ones and frees what nothing uses. Says how many parts were freed. */
  collect(rules: { readonly most: number | null }): Promise<number>
  /** Another name and message, in the list alone: the manifest stays as it was saved. Throws as `get` and `save` do. */
  rename(id: string, name: string, message: string): CheckpointInfo
  /** Takes the list from the disk: for a host that becomes the writer of a folder that another one wrote until now. */
  reload(): void
  /** Throws HostError `read-only` while another host holds the folder. */
  mayWrite(): void
  /** Parts that are to stay though no checkpoint names them, as the next one will; hashes, asked for at each collection. */
  hold(parts: () => Iterable<string>): void
  readonly blobs: Blobs
}

interface Options {
  readonly backend: StoreBackend
  readonly blobs: Blobs
  readonly log: Log
  readonly readOnly: () => boolean
  /** Unix ms. */
  readonly now?: () => number
}

const Index = z.object({
  version: z.literal(1),
  checkpoints: z.array(z.unknown()),
  /** Work trees of checkpoints that were purged, until their refs are gone too. */
  repos: z.array(z.string().max(4096)).catch([]).default([]),
})

/** The index as it is on the disk; entries that do not fit are kept apart, never dropped. */
function readIndex(backend: StoreBackend): { list: CheckpointInfo[]; strange: unknown[]; repos: string[] } {
  const stored = backend.read()
  if (Object.keys(stored).length === 0) return { list: [], strange: [], repos: [] }
  const index = Index.safeParse(stored)
  if (!index.success)
    throw new HostError(
      'store-damaged',
      'The list of checkpoints was written by another version, or is damaged.',
      backend.path,
    )
  const list: CheckpointInfo[] = []
  const strange: unknown[] = []
  for (const entry of index.data.checkpoints) {
    const info = CheckpointInfo.safeParse(entry)
    if (info.success) list.push(info.data)
    else strange.push(entry)
  }
  return { list, strange, repos: index.data.repos }
}

/** The index in memory and on the disk. Throws HostError `store-damaged` when it cannot be read. */
function createIndex({ backend, readOnly }: Pick<Options, 'backend' | 'readOnly'>) {
  const changed = createEmitter<CheckpointInfo[]>()
  let { list, strange, repos } = readIndex(backend)
  const shown = () => list.filter(one => one.deleted === null).sort((a, b) => b.serial - a.serial)

  function mayWrite(): void {
    if (readOnly())
      throw new HostError('read-only', 'Another Quarterdeck holds the data folder; nothing is saved here.')
  }

  return {
    shown,
    mayWrite,
    onChange: changed.on,
    all: () => list,
    repos: () => repos,
    /** Whether it has entries that this version does not know. */
    strange: () => strange.length > 0,
    find(id: string): CheckpointInfo {
      const info = list.find(one => one.id === id)
      if (!info) throw new HostError('bad-input', 'There is no such checkpoint.')
      return info
    },
    write(next: CheckpointInfo[], places = repos): void {
      mayWrite()
      try {
        const more = places.length === 0 ? {} : { repos: places }
        backend.write({ version: 1, checkpoints: [...next, ...strange], ...more })
      } catch (error) {
        const what = `The list of checkpoints could not be saved to ${backend.path}.`
        throw new HostError('store-damaged', what, String(error))
      }
      list = next
      repos = places
      changed.emit(shown())
    },
    reload(): void {
      const now = readIndex(backend)
      list = now.list
      strange = now.strange
      repos = now.repos
      changed.emit(shown())
    },
  }
}

/**
 * Opens the store over an index (electron-store, conf) and its blobs. Throws HostError `store-damaged` when the index
 * cannot be read; nothing is written then.
 */
export function openCheckpointStore({ backend, blobs, log, readOnly, now = Date.now }: Options): CheckpointStore {
  const gate = createSaveGate()
  const { all, find, write, mayWrite, ...index } = createIndex({ backend, readOnly })
  const refs = createRefGarbage(blobs, log)

  /** Purges what is to go, with where its refs are in the same write: a crash leaves no ref behind for ever. */
  async function purge(most: number | null): Promise<void> {
    const at = now()
    const go = new Set(expired(all(), { now: at, most }).map(one => one.id))
    // A clock that went back must not keep what was deleted for ever, nor purge it at once.
    const purged = (one: CheckpointInfo) => one.deleted !== null && Math.abs(at - one.deleted) >= UNDO_MS
    const gone = all().filter(one => purged(one) || go.has(one.id))
    if (gone.length === 0) return
    const places = await refs.placesOf(gone)
    const ids = new Set(gone.map(one => one.id))
    write(
      all().filter(one => !ids.has(one.id)),
      [...new Set([...index.repos(), ...places])],
    )
  }

  return {
    blobs,
    mayWrite,
    list: index.shown,
    onChange: index.onChange,
    reload: index.reload,
    saving: work => gate.save(() => work(blobs)),
    hold: gate.hold,
    async save(checkpoint, added) {
      mayWrite()
      const { ref, added: own } = await blobs.put(encodeCheckpoint(checkpoint))
      const serial = Math.max(0, ...all().map(one => one.serial)) + 1
      const info = infoOf(checkpoint, { serial, added: added + own, manifest: ref.hash })
      write([...all().filter(one => one.id !== info.id), info])
      return info
    },
    async get(id) {
      const { manifest, name, message } = find(id)
      return { ...decodeCheckpoint(await blobs.get({ hash: manifest })), name, message }
    },
    rename(id, name, message) {
      const info = { ...find(id), name, message }
      write(all().map(one => (one.id === id ? info : one)))
      return info
    },
    check: async (id, deep) => checkParts(blobs, find(id), deep),
    delete(ids) {
      const at = now()
      write(all().map(one => (ids.includes(one.id) && one.deleted === null ? { ...one, deleted: at } : one)))
    },
    undelete(ids) {
      const back = all()
        .filter(one => ids.includes(one.id) && one.deleted !== null)
        .map(one => one.id)
      if (back.length > 0) write(all().map(one => (back.includes(one.id) ? { ...one, deleted: null } : one)))
      return back
    },
    async collect({ most }) {
      mayWrite()
      const found = await refs.look(all(), index.repos())
      return gate.collect(async () => {
        mayWrite()
        await purge(most)
        await blobs.sweep()
        const freed = await freeUnused(blobs, all(), { held: gate.held(), strange: index.strange(), log })
        if (index.strange()) return freed
        const left = await refs.drop(found, all())
        const repos = index.repos().filter(path => left.has(path))
        if (repos.length < index.repos().length) write(all(), repos)
        return freed
      })
    },
  }
}
