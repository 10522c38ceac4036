import { chmod, lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../../ipc/failure'
import type { Log } from '../../log/log'
import { fixedBackend, type StoreBackend, type StoreName } from '../../settings/backend'
import { setAside, timeName } from '../../settings/mend'
import { hasCode, readJsonFile, writeFileAtomic } from '../../settings/side-file'
import { createBlobs } from './blobs'
import { salvage } from './manifests'
import { type CheckpointStore, openCheckpointStore } from './store'

export interface OpenOptions {
  /** The data folder. */
  readonly folder: string
  readonly makeBackend: (folder: string, name: StoreName) => StoreBackend
  readonly log: Log
  readonly readOnly: () => boolean
}

/** The folder of the content, ours alone. A link in its place would lead our writes somewhere else. */
async function ownFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const info = await lstat(path)
  if (!info.isDirectory()) throw new HostError('store-damaged', `${path} must be a folder, not a link or file.`)
  await chmod(path, 0o700)
}

/**
 * Opens the checkpoints of a data folder. An index that cannot be read is set aside and made again from the content, so
 * that nothing saved is lost; `notices` says so. A host that must not write reads what it can.
 * Throws HostError `store-damaged` when that fails.
 */
export async function openCheckpoints(options: OpenOptions): Promise<{ store: CheckpointStore; notices: string[] }> {
  const { folder, makeBackend, log, readOnly } = options
  const path = join(folder, 'checkpoints.json')
  const blobs = createBlobs(join(folder, 'checkpoints'))
  const notices: string[] = []
  try {
    if (!readOnly()) await ownFolder(join(folder, 'checkpoints'))
    const file = await readJsonFile(path)
    if (file.kind !== 'damaged') {
      const store = openCheckpointStore({ backend: makeBackend(folder, 'checkpoints'), blobs, log, readOnly })
      return { store, notices }
    }
    const list = await salvage(blobs)
    const index = { version: 1, checkpoints: list }
    if (readOnly()) {
      notices.push(`${path} cannot be read: ${file.reason}. ${list.length} checkpoints were found without it.`)
      return { store: openCheckpointStore({ backend: fixedBackend(path, index), blobs, log, readOnly }), notices }
    }
    const aside = await setAside(path, `bad-${timeName()}`)
    await writeFileAtomic(path, JSON.stringify(index))
    notices.push(
      `${path} could not be read: ${file.reason}. ${list.length} checkpoints were found without it; it was kept as ${aside}.`,
    )
    return {
      store: openCheckpointStore({ backend: makeBackend(folder, 'checkpoints'), blobs, log, readOnly }),
      notices,
    }
  } catch (error) {
    if (error instanceof HostError) throw error
    const why = hasCode(error, 'EACCES', 'EPERM') ? 'it may not be read' : String(error)
    throw new HostError('store-damaged', `The checkpoints in ${folder} cannot be used.`, why)
  }
}
