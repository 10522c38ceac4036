import ElectronStore from 'electron-store'
import { backendOf, confOptions, type StoreBackend, type StoreName } from '../settings/backend'
import type { WindowPlace } from './window-place'

/* The only import of electron-store: it imports `electron`, which plain Node cannot. */

/** A store of the Electron shell: the same file and format as `createConfBackend`'s. */
export function createElectronBackend(folder: string, name: StoreName): StoreBackend {
  return backendOf(new ElectronStore({ ...confOptions(folder, name), name }))
}

/** Where the window was, in `window.json` of the data folder. A damaged file is an empty one: it is only a place. */
export function createPlaceStore(
  folder: string,
  mayWrite: () => boolean,
): { read(): unknown; write(place: WindowPlace): void } {
  const store = new ElectronStore<{ place?: WindowPlace }>({ cwd: folder, name: 'window', clearInvalidConfig: true })
  return {
    read: () => store.get('place'),
    write(place) {
      if (mayWrite()) store.set('place', place)
    },
  }
}
