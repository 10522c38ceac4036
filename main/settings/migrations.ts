import type { StoredSettings } from './fields'

/** Key of the format's version inside the file; a file without it has version 1. */
export const VERSION_KEY = 'version'

/**
 * Steps from one version of the file's format to the next: the first turns version 1 into 2. To change the format, add a
 * step; the current version follows from their number. A step must not lose a key that it does not know.
 */
export const MIGRATIONS: readonly ((stored: StoredSettings) => StoredSettings)[] = []

export interface Migrated {
  readonly stored: StoredSettings
  /** The version that was found. */
  readonly from: number
  /** The version that it has now: the newest known one, or a newer one of a newer Quarterdeck, left as it is. */
  readonly to: number
}

/** Brings stored settings to the newest version that this program knows. What a newer one wrote is not touched. */
export function migrate(stored: StoredSettings, steps = MIGRATIONS): Migrated {
  const newest = steps.length + 1
  const found = stored[VERSION_KEY]
  const from = typeof found === 'number' && Number.isInteger(found) && found >= 1 ? found : 1
  if (from >= newest) return { stored: { ...stored, [VERSION_KEY]: from }, from, to: from }
  const moved = steps.slice(from - 1).reduce((now, step) => step(now), stored)
  return { stored: { ...moved, [VERSION_KEY]: newest }, from, to: newest }
}
