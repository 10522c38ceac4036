import { unwatchFile, watchFile } from 'node:fs'
import type { Undo } from '../../ipc/wire'
import { isStored, type StoredSettings } from './fields'
import { parseJsonText } from './side-file'

/** Where settings are kept: one JSON object. Both shells use the same file by the same library. */
export interface StoreBackend {
  /** Absolute path of the file. */
  readonly path: string
  /** The object as it is on the disk now; throws when the file is no JSON object. An absent file is an empty object. */
  read(): StoredSettings
  /** Replaces the object at once (temporary file, fsync, rename). Throws the system's error. */
  write(stored: StoredSettings): void
  /** Told after each `write` and, within some seconds, when somebody else changed the file. */
  onChange(listener: () => void): Undo
}

/** What `conf` and `electron-store` (which extends it) have in common, as far as it is used here. */
export interface ConfLike {
  readonly path: string
  store: Record<string, unknown>
  readonly events: EventTarget
}

/** How often an edit by another host or by hand is looked for, ms; an event per folder would miss network disks. */
const WATCH_MS = 2000

/** The stores of a data folder: names of their files without extension. */
export type StoreName = 'settings' | 'checkpoints'

/**
 * Options with which a shell creates its store (`new Conf(…)`, `new ElectronStore(…)`), so that both write the same file
 * in the same way. conf's own watching stays off: it would create the file, also for a host that must not write.
 */
export function confOptions(folder: string, name: StoreName) {
  return {
    cwd: folder,
    // electron-store's word for what conf calls configName
    name,
    configName: name,
    fileExtension: 'json',
    configFileMode: 0o600,
    // A dot in a key is a dot: keys that we do not know are kept as they are.
    accessPropertiesByDotNotation: false,
    deserialize: (text: string) => {
      const file = parseJsonText(text)
      if (file.kind === 'value' && isStored(file.value)) return { ...file.value }
      throw new SyntaxError(file.kind === 'damaged' ? file.reason : 'it is not an object')
    },
  }
}

/** A `conf` or `electron-store` as the settings' backend. */
export function backendOf(conf: ConfLike): StoreBackend {
  return {
    path: conf.path,
    read: () => conf.store,
    write(stored) {
      conf.store = { ...stored }
    },
    onChange(listener) {
      const own = () => listener()
      conf.events.addEventListener('change', own)
      watchFile(conf.path, { persistent: false, interval: WATCH_MS }, own)
      return () => {
        conf.events.removeEventListener('change', own)
        unwatchFile(conf.path, own)
      }
    },
  }
}

/** Settings of a host that cannot use the file: reads what it is given, refuses to write. */
export function fixedBackend(path: string, stored: StoredSettings): StoreBackend {
  return {
    path,
    read: () => stored,
    write() {
      throw new Error('the file was damaged when Quarterdeck started')
    },
    onChange: () => () => {},
  }
}
