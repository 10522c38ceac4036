import type { Log } from '../log/log'
import { fixedBackend, type StoreBackend, type StoreName } from './backend'
import { mendSettingsFile } from './mend'
import { createSettings, type SettingsService } from './settings'

export interface OpenSettingsOptions {
  readonly folder: string
  readonly log: Log
  /** Whether this host must not write now; asked again before each change. */
  readonly readOnly: () => boolean
  /** `createConfBackend`, or the Electron shell's. */
  readonly makeBackend: (folder: string, name: StoreName) => StoreBackend
}

/**
 * Mends the settings file, opens the store, reads the settings.
 * @throws HostError store-damaged, when the file can neither be read nor set aside
 */
export async function openSettings({
  folder,
  log,
  readOnly,
  makeBackend,
}: OpenSettingsOptions): Promise<SettingsService> {
  const { path, notices, usable } = await mendSettingsFile(folder, { write: !readOnly() })
  for (const notice of notices) log.warn('settings', { notice })
  return createSettings({
    backend: usable ? makeBackend(folder, 'settings') : fixedBackend(path, {}),
    log,
    readOnly,
    notices,
  })
}
