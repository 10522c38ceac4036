import { access, constants, lstat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { HostError } from '../../ipc/failure'
import { hasCode, makeFolders } from './side-file'

/** What decides where the data folder is. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
}

/**
 * The data folder of this user: `QUARTERDECK_DATA`, else macOS's Application Support, else `XDG_DATA_HOME` (only when
 * absolute, as its specification says), else `~/.local/share`.
 */
export function defaultDataFolder({ env, platform, home }: Place): string {
  if (env.QUARTERDECK_DATA) return resolve(env.QUARTERDECK_DATA)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Quarterdeck')
  const xdg = env.XDG_DATA_HOME ?? ''
  return join(isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'quarterdeck')
}

/**
 * Creates the folder (0700) when it is missing, and checks that it can be trusted and used.
 * @throws HostError bad-folder: a symbolic link, no folder, another user's, writable for everybody, or not writable
 */
export async function prepareFolder(path: string): Promise<void> {
  const refuse = (why: string, detail?: string) =>
    new HostError('bad-folder', `The data folder ${path} ${why}.`, detail ?? 'Choose another with QUARTERDECK_DATA.')
  try {
    await makeFolders(path)
  } catch (error) {
    if (await isLink(path)) throw refuse('is a symbolic link')
    if (hasCode(error, 'ENOTDIR')) throw refuse('is not a folder')
    throw refuse('cannot be created', error instanceof Error ? error.message : String(error))
  }
  const info = await lstat(path)
  // Whoever may change the link would choose what we read and overwrite.
  if (info.isSymbolicLink()) throw refuse('is a symbolic link')
  if (!info.isDirectory()) throw refuse('is not a folder')
  if (process.getuid && info.uid !== process.getuid()) throw refuse('belongs to another user')
  if ((info.mode & 0o002) !== 0) throw refuse('can be written by everybody', `Run: chmod o-w "${path}"`)
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    throw refuse('cannot be written')
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() ?? false
}
