import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../ipc/failure'
import { type FileContent, hasCode, writeFileAtomic } from './side-file'

/** So many files of one second and one agent are no accident any more. */
const MOST_NAMES = 1000

/** Names that differ in case alone are one file on some systems. */
const sameName = (name: string) => name.toLowerCase()

/** Takes a name that no file has: an empty file of ours stands there afterwards. Rejects with the system's error. */
async function reserve(folder: string, nameOf: (count: number) => string): Promise<string> {
  const taken = new Set((await readdir(folder)).map(sameName))
  for (let count = 1; count <= MOST_NAMES; count += 1) {
    const name = nameOf(count)
    if (taken.has(sameName(name))) continue
    try {
      // Exclusive: neither a file nor a link of this name is ever written through.
      await (await open(join(folder, name), 'wx', 0o600)).close()
      return join(folder, name)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
  throw new HostError('refused', 'Too many files of this name are there already.')
}

/**
 * Writes a new file (mode 0600) under the first of its names that is free, and never over another one; returns its path.
 * The content is whole or the file is not there. Rejects with the system's error (`ENOSPC`, `EACCES`, …) or a HostError.
 */
export async function writeNewFile(
  folder: string,
  nameOf: (count: number) => string,
  content: FileContent,
): Promise<string> {
  const path = await reserve(folder, nameOf)
  try {
    await writeFileAtomic(path, content)
    return path
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

const PROBLEMS: readonly (readonly [codes: readonly string[], words: string])[] = [
  [['ENOSPC', 'EDQUOT'], 'The disk is full.'],
  [['EFBIG'], 'The file would be too large for this disk.'],
  [['EACCES', 'EPERM'], 'The folder may not be written.'],
  [['EROFS'], 'The disk cannot be written.'],
  [['ENOENT', 'ENOTDIR'], 'The folder is not there.'],
  [['ENAMETOOLONG'], 'The path is too long.'],
]

/** Why a file could not be written, in one sentence. */
export function problemWords(error: unknown): string {
  if (error instanceof HostError) return error.message
  const known = PROBLEMS.find(([codes]) => hasCode(error, ...codes))
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code).slice(0, 40)})` : ''
  return known?.[1] ?? `It could not be written${code}.`
}
