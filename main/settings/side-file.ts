import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Whether a failed file operation failed with this code (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** What a file is to hold; pieces are written one after the other, so that all of them are never in memory at once. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array>

/**
 * Writes a whole file so that a crash at any moment leaves the old content or the new one: temporary file beside it,
 * fsync, rename, fsync of the folder. Mode 0600. A symbolic link stays one; its target is replaced.
 * Rejects with the system's error (`ENOSPC`, `EACCES`, …); then the old content is untouched.
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const folder = dirname(target)
  const temporary = join(folder, `.${basename(target)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  try {
    await withFile(temporary, 'wx', async file => {
      const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
      // Each goes behind the one before: a handle writes from where it stands.
      for await (const piece of pieces) await file.writeFile(piece)
      await file.sync()
    })
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  // Without this the rename itself may be lost with the power. Some file systems refuse it; then nothing better exists.
  await withFile(folder, 'r', file => file.sync()).catch(() => {})
}

async function withFile(path: string, flags: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await use(file)
  } finally {
    await file.close()
  }
}

/**
 * Makes a folder and those above it, for their owner alone. One by one: where the system says ENOENT of a folder whose
 * parent is there (`/proc`), `mkdir` with `recursive` never comes back (Node 20). Rejects with the system's error.
 */
export async function makeFolders(path: string): Promise<void> {
  const missing: string[] = []
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) {
    await mkdir(folder, { mode: 0o700 }).catch(error => {
      // Somebody else was quicker.
      if (!hasCode(error, 'EEXIST')) throw error
    })
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT') && dirname(path) !== path) return false
    throw error
  }
}

/** What a JSON file holds; `damaged` says in plain words what is wrong with it. */
export type JsonFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'damaged'; readonly reason: string }

/** A file that people read and edit stays far below this; reading more into memory would help nobody. */
const MOST_BYTES = 16 * 1024 * 1024

/** Reads a JSON file. A byte order mark is skipped; an empty file counts as damaged. Rejects when it may not be read. */
export async function readJsonFile(path: string): Promise<JsonFile> {
  try {
    const info = await stat(path)
    if (!info.isFile()) return { kind: 'damaged', reason: 'it is not a file' }
    if (info.size > MOST_BYTES) return { kind: 'damaged', reason: 'it is larger than 16 MB' }
    return parseJsonText(await readFile(path, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'missing' }
    throw error
  }
}

/** The text of a JSON file as a value, or why it is none. */
export function parseJsonText(text: string): JsonFile {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare.trim() === '') return { kind: 'damaged', reason: 'it is empty' }
  try {
    const value: unknown = JSON.parse(bare)
    return { kind: 'value', value }
  } catch {
    return { kind: 'damaged', reason: 'it is not valid JSON' }
  }
}
