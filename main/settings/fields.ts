import { DEFAULT_SETTINGS, Settings } from '../../ipc/settings'

/** A settings file's content: our fields, the version, and keys that we do not know and keep. */
export type StoredSettings = Readonly<Record<string, unknown>>

export interface ReadSettings {
  /** Each good field as stored, each bad or missing one as its default. */
  readonly settings: Settings
  /** Names of the fields that were there and bad. */
  readonly bad: readonly string[]
  /** `stored` without what was bad; unknown keys are kept. */
  readonly mended: StoredSettings
}

/** Whether a value can hold settings at all: an object, no array. */
export function isStored(value: unknown): value is StoredSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads settings field by field, so that one bad field costs only itself, and in a list only the bad entries. */
export function readSettings(stored: StoredSettings): ReadSettings {
  const good: Record<string, unknown> = {}
  const bad: string[] = []
  const mended: Record<string, unknown> = { ...stored }
  for (const name of Settings.keyof().options) {
    if (!Object.hasOwn(stored, name)) continue
    const whole = readField(name, stored[name])
    if (whole.kind !== 'good') bad.push(name)
    if (whole.kind === 'bad') delete mended[name]
    else {
      good[name] = whole.value
      if (whole.kind === 'partly') mended[name] = whole.value
    }
  }
  return { settings: { ...DEFAULT_SETTINGS, ...Settings.parse(good) }, bad, mended }
}

type Field = { readonly kind: 'good' | 'partly'; readonly value: unknown } | { readonly kind: 'bad' }

function readField(name: keyof Settings, value: unknown): Field {
  const schema = Settings.shape[name]
  const first = schema.safeParse(value)
  if (first.success) return { kind: 'good', value }
  // The first step of each complaint's path is the index or key of the bad entry; none means the field as a whole.
  const lost = new Set(first.error.issues.map(issue => String(issue.path[0] ?? '')))
  if (lost.has('')) return { kind: 'bad' }
  const rest = without(value, lost)
  return schema.safeParse(rest).success ? { kind: 'partly', value: rest } : { kind: 'bad' }
}

/** A list or record without the entries that these indices or keys name. */
function without(value: unknown, lost: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => !lost.has(String(index)))
  return Object.fromEntries(Object.entries(Object(value)).filter(([key]) => !lost.has(key)))
}
