import Conf from 'conf'
import { backendOf, confOptions, type StoreBackend, type StoreName } from './backend'

/**
 * A store of a host without Electron: `NAME.json` in this folder, the same file and format as electron-store's. The
 * file must be readable as JSON already: call `mendSettingsFile` first.
 */
export function createConfBackend(folder: string, name: StoreName): StoreBackend {
  return backendOf(new Conf(confOptions(folder, name)))
}
