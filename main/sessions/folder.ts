import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, normalize } from 'node:path'
import { HostError } from '../../ipc/failure'

/** The absolute path that a person means: `~` is the home folder. Throws HostError `bad-folder` for anything relative. */
export function absoluteFolder(path: string): string {
  const whole = path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
  if (!isAbsolute(whole) || whole.includes('\0'))
    throw new HostError('bad-folder', 'The folder needs an absolute path.')
  return normalize(whole)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * Makes sure that programs can be started in a folder (tmux would silently take the home folder instead). Throws
 * HostError `bad-folder`.
 */
export async function checkFolder(path: string): Promise<'there' | 'missing'> {
  try {
    if (!(await stat(path)).isDirectory()) throw new HostError('bad-folder', `${path} is not a folder.`)
    await access(path, constants.R_OK | constants.X_OK)
    return 'there'
  } catch (error) {
    if (error instanceof HostError) throw error
    if (codeOf(error) === 'ENOENT') return 'missing'
    throw new HostError('bad-folder', `${path} cannot be entered.`, codeOf(error))
  }
}

/** Creates a folder and those above it. Throws HostError `bad-folder`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw new HostError('bad-folder', `${path} cannot be created.`, codeOf(error))
  }
}
