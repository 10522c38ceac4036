import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '../../ipc/failure'
import type { CaptureOptions } from '../checkpoints/capture/capture'
import { type Checkpoints, createCheckpoints } from '../checkpoints/checkpoints'
import { type ReadAheadOptions, startReadAhead } from '../checkpoints/panes/read-ahead'
import { createChunkReader } from '../checkpoints/panes/read-pane-chunk'
import { createPaneKeeper } from '../checkpoints/panes/read-pane-parts'
import { createRememberedFile } from '../checkpoints/panes/remembered'
import { createBlobs } from '../checkpoints/store/blobs'
import { openCheckpoints } from '../checkpoints/store/open'
import { type CheckpointStore, openCheckpointStore } from '../checkpoints/store/store'
import type { Log } from '../log/log'
import { fixedBackend, type StoreBackend, type StoreName } from '../settings/backend'
import type { DataFolder } from '../settings/data-folder'
import type { Tmux } from '../tmux/types'

interface Place {
  readonly folder: DataFolder
  readonly makeBackend: (folder: string, name: StoreName) => StoreBackend
  readonly log: Log
}

export interface OpenedStore {
  readonly store: CheckpointStore
  /** For people: what had to be mended, or why nothing can be saved. */
  readonly notices: readonly string[]
  readonly readOnly: () => boolean
}

/** Opens the checkpoints of the data folder. When that fails the host runs without: nothing is listed, nothing saved. */
export async function openStore({ folder, makeBackend, log }: Place): Promise<OpenedStore> {
  const readOnly = () => !folder.lock.held
  try {
    return { ...(await openCheckpoints({ folder: folder.path, makeBackend, log, readOnly })), readOnly }
  } catch (error) {
    const { message, detail } = toFailure(error)
    log.error('the checkpoints cannot be used', { error: String(error) })
    const path = join(folder.path, 'checkpoints')
    const never = () => true
    const store = openCheckpointStore({
      ...{ backend: fixedBackend(`${path}.json`, {}), blobs: createBlobs(path), log, readOnly: never },
    })
    return { store, notices: [[message, detail].filter(Boolean).join(' ')], readOnly: never }
  }
}

/** Where rows of panes pass through, by the name of its host's process. */
const READING = '.reading-'

/** Removes what this host, or one that crashed, left there. Never rejects. */
async function sweepReading(path: string): Promise<void> {
  const names = await readdir(path).catch(() => [])
  const left = names.filter(name => name.startsWith(READING))
  await Promise.all(left.map(name => rm(join(path, name), { recursive: true, force: true }).catch(() => {})))
}

/** The service over an opened store; `close` resolves when nothing of it is left on the disk that should not be. */
export function startCheckpoints(
  { folder, log }: Place,
  { store, readOnly }: OpenedStore,
  parts: Omit<CaptureOptions, 'store' | 'keeper' | 'tmux'> &
    Pick<ReadAheadOptions, 'fleet' | 'wanted'> & { readonly tmux: Tmux },
): Checkpoints & { close(): Promise<void> } {
  const path = join(folder.path, 'checkpoints')
  const sweep = async () => (readOnly() ? undefined : sweepReading(path))
  const swept = sweep()
  const reader = createChunkReader(parts.tmux, join(path, `${READING}${process.pid}-${randomBytes(4).toString('hex')}`))
  const remembered = createRememberedFile(join(path, 'read-ahead.json'), log)
  const keeper = createPaneKeeper(reader, remembered.read)
  // Who wants nothing kept by itself gets all freed that was deleted.
  store.hold(() => (parts.wanted() ? keeper.held() : []))
  const readAhead = startReadAhead({ ...parts, store, keeper, reader, remembered, log })
  const service = createCheckpoints({ ...parts, store, keeper, readOnly, log })
  const undo = folder.onAcquired(() => {
    try {
      store.reload()
    } catch (error) {
      log.warn('the list of checkpoints could not be read again', { error: String(error) })
    }
  })
  return {
    ...service,
    async close() {
      undo()
      await service.close()
      await readAhead.close()
      await swept
      await sweep()
    },
  }
}
