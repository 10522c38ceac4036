import { join } from 'node:path'
import { openRecovery, type Recovery, type RecoveryOptions } from '../recovery/recovery'
import type { DataFolder } from '../settings/data-folder'
import type { SettingsService } from '../settings/settings'

type Parts = Omit<RecoveryOptions, 'file' | 'readOnly' | 'settings'> & {
  readonly folder: DataFolder
  readonly settings: SettingsService
}

/** Recovery over the host's services; its journal lies in the data folder, written by the host that holds it. */
export async function startRecovery({ folder, settings, ...parts }: Parts): Promise<Recovery> {
  const { log } = parts
  const recovery = await openRecovery({
    ...parts,
    settings: settings.get,
    file: join(folder.path, 'journal.json'),
    readOnly: () => !folder.lock.held,
  })
  const undo = folder.onAcquired(() => {
    recovery.adopt().catch(error => log.warn('the journal for recovery was not taken over', { error: String(error) }))
  })
  return {
    ...recovery,
    async close() {
      undo()
      await recovery.close()
    },
  }
}
