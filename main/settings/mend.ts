import { constants } from 'node:fs'
import { chmod, copyFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../ipc/failure'
import { isStored, readSettings, type StoredSettings } from './fields'
import { MIGRATIONS, migrate } from './migrations'
import { hasCode, readJsonFile, writeFileAtomic } from './side-file'

export interface Mended {
  readonly path: string
  /** What the user should know, in plain sentences; empty when all is well. */
  readonly notices: readonly string[]
  /** Whether the file (or its absence) can be read by the store now. */
  readonly usable: boolean
}

/**
 * Makes `settings.json` readable before a store opens it. What is bad in it is lost to nobody: the file is copied to
 * `settings.json.bad-<time>` first, then every good field is kept and every bad one left out, so that its default counts.
 * An older format is copied to `settings.json.version-<n>` and moved on; a newer one is left as it is.
 *
 * @param write false for a host that does not hold the folder: nothing is changed, the notices say what is wrong
 * @throws HostError store-damaged, when the file cannot be read or set aside
 */
export async function mendSettingsFile(folder: string, { write }: { write: boolean }): Promise<Mended> {
  const path = join(folder, 'settings.json')
  try {
    return await mend(path, write)
  } catch (error) {
    if (error instanceof HostError) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new HostError('store-damaged', `The settings file ${path} cannot be used.`, words)
  }
}

async function mend(path: string, write: boolean): Promise<Mended> {
  const file = await readJsonFile(path)
  if (file.kind === 'missing') return { path, notices: [], usable: true }
  if (file.kind === 'value' && isStored(file.value)) return mendFields(path, file.value, write)
  const reason = file.kind === 'damaged' ? file.reason : 'it is not an object'
  if (!write) return { path, notices: [`${path} cannot be read: ${reason}. Defaults are used.`], usable: false }
  const aside = await setAside(path, `bad-${timeName()}`)
  await save(path, {})
  return {
    path,
    notices: [`${path} could not be read: ${reason}. Defaults are used; it was kept as ${aside}.`],
    usable: true,
  }
}

async function mendFields(path: string, stored: StoredSettings, write: boolean): Promise<Mended> {
  const { stored: moved, from, to } = migrate(stored)
  const { bad, mended } = readSettings(moved)
  const notices: string[] = []
  if (to > MIGRATIONS.length + 1)
    notices.push(`${path} was written by a newer Quarterdeck; what this one knows is used.`)
  if (bad.length > 0) {
    const kept = write ? ` The file as it was is kept as ${await setAside(path, `bad-${timeName()}`)}.` : ''
    notices.push(`${path} held values that do not fit (${bad.join(', ')}); defaults are used for them.${kept}`)
  }
  if (write && from !== to) await setAside(path, `version-${from}`)
  if (write && (bad.length > 0 || from !== to)) await save(path, mended)
  return { path, notices, usable: true }
}

async function save(path: string, stored: StoredSettings): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(stored, undefined, '\t')}\n`)
}

/** `2026-11-22T10-15-03`: sorts by time, and every file system takes it. */
export function timeName(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '-')
}

/** Copies a file (renames what is none) beside itself without replacing anything; returns where to. */
export async function setAside(path: string, suffix: string): Promise<string> {
  const isFile = (await stat(path)).isFile()
  for (let n = 1; ; n++) {
    const aside = n === 1 ? `${path}.${suffix}` : `${path}.${suffix}-${n}`
    try {
      if (isFile) {
        await copyFile(path, aside, constants.COPYFILE_EXCL)
        await chmod(aside, 0o600)
      } else {
        await rename(path, aside)
      }
      return aside
    } catch (error) {
      if (n === 100 || !hasCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) throw error
    }
  }
}
