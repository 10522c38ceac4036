import Conf from 'conf'
import { backendOf, confOptions, type StoreBackend } from './backend'

/**
 * The store of a host without Electron: `settings.json` in this folder, the same file and format as electron-store's. The
 * file must be readable as JSON already: call `mendSettingsFile` first.
 */
export function createConfBackend(folder: string): StoreBackend {
  return backendOf(new Conf(confOptions(folder)))
}
