import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '../../ipc/failure'
import { createBlobs } from '../checkpoints/blobs'
import type { CaptureOptions } from '../checkpoints/capture'
import { type Checkpoints, createCheckpoints } from '../checkpoints/capture-service'
import { openCheckpoints } from '../checkpoints/open'
import { createChunkReader } from '../checkpoints/read-pane-chunk'
import { createPaneKeeper } from '../checkpoints/read-pane-parts'
import { type CheckpointStore, openCheckpointStore } from '../checkpoints/store'
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

/** The service over an opened store. Rows of panes pass through a private folder, which a crash may have left behind. */
export function startCheckpoints(
  { folder, log }: Place,
  { store, readOnly }: OpenedStore,
  parts: Omit<CaptureOptions, 'store' | 'keeper' | 'tmux'> & { readonly tmux: Tmux },
): Checkpoints {
  const scratch = join(folder.path, 'checkpoints', `.reading-${process.pid}`)
  const reader = createChunkReader(parts.tmux, scratch)
  const service = createCheckpoints({ ...parts, store, keeper: createPaneKeeper(reader), readOnly, log })
  const undo = folder.onAcquired(() => {
    try {
      store.reload()
    } catch (error) {
      log.warn('the list of checkpoints could not be read again', { error: String(error) })
    }
  })
  return {
    ...service,
    close() {
      undo()
      service.close()
      void rm(scratch, { recursive: true, force: true })
    },
  }
}
