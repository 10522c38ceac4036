import { isDeepStrictEqual } from 'node:util'
import { HostError } from '../../ipc/failure'
import { type Settings, SettingsPatch } from '../../ipc/settings'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { StoreBackend } from './backend'
import { readSettings, type StoredSettings } from './fields'
import { migrate } from './migrations'

export interface SettingsService {
  get(): Settings
  /**
   * Changes the fields that are there and saves at once; all else in the file stays as it is.
   * @throws HostError bad-input (nothing was changed), read-only (another host holds the folder), store-damaged (the file
   * was broken by hand meanwhile, or the disk refused it)
   */
  set(patch: Partial<Settings>): Settings
  /** Told of every change, also of one that another host or an editor made. */
  onChange(listener: (settings: Settings) => void): Undo
  /** What the user should know, in plain sentences. */
  readonly notices: readonly string[]
  close(): void
}

export interface SettingsOptions {
  readonly backend: StoreBackend
  readonly log: Log
  /** As a function, when it may change: a second host becomes the writer when the first ends. */
  readonly readOnly: boolean | (() => boolean)
  /** From `mendSettingsFile`. */
  readonly notices?: readonly string[]
}

/** The settings of this host over one store. The file must have been mended before (`openSettings` does all). */
export function createSettings({ backend, log, readOnly, notices = [] }: SettingsOptions): SettingsService {
  const changes = createEmitter<Settings>()
  let current = readSettings(migrate(backend.read()).stored).settings

  const take = (stored: StoredSettings) => {
    const next = readSettings(migrate(stored).stored).settings
    if (isDeepStrictEqual(next, current)) return
    current = next
    changes.emit(next)
  }
  const undo = backend.onChange(() => {
    try {
      take(backend.read())
    } catch (error) {
      // Half an edit by hand: what was read last counts until the file is whole again.
      log.warn('the settings file cannot be read at the moment', { error })
    }
  })
  return {
    get: () => current,
    set(patch) {
      if (typeof readOnly === 'function' ? readOnly() : readOnly) {
        throw new HostError('read-only', 'Another Quarterdeck holds the data folder; settings cannot be changed here.')
      }
      const next = { ...migrate(readNow(backend)).stored, ...parsePatch(patch) }
      save(backend, next)
      take(next)
      return current
    },
    onChange: changes.on,
    notices,
    close: undo,
  }
}

function parsePatch(patch: unknown): Partial<Settings> {
  const parsed = SettingsPatch.safeParse(patch)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new HostError('bad-input', 'These settings do not fit; nothing was changed.', detail)
  }
  // A field that is there but undefined is not a change; JSON could not hold it either.
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined))
}

function readNow(backend: StoreBackend): StoredSettings {
  try {
    return backend.read()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new HostError(
      'store-damaged',
      `${backend.path} cannot be read, so nothing was saved.`,
      `${words}. Repair the file, or move it away and start Quarterdeck again.`,
    )
  }
}

function save(backend: StoreBackend, stored: StoredSettings): void {
  try {
    backend.write(stored)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new HostError('store-damaged', `The settings could not be saved to ${backend.path}.`, words)
  }
}
