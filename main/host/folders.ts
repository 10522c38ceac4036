import { access, constants, opendir, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { CallOut } from '../../ipc/contract'

const MAX_SUGGESTIONS = 20

/** Entries that are read of one folder: a folder of a million files must not keep the host busy. */
const MAX_ENTRIES = 10_000

/**
 * What a person typed as an absolute path: `~` and `~/x` are the home folder, a relative path counts from there.
 * Null for what cannot be a path (`~other`, NUL).
 */
export function expandPath(typed: string, home: string): string | null {
  const path = typed.trim()
  if (path.includes('\0')) return null
  if (path === '' || path === '~') return home
  if (path.startsWith('~/')) return join(home, path.slice(2))
  if (path.startsWith('~')) return null
  return isAbsolute(path) ? resolve(path) : resolve(home, path)
}

type Kind = CallOut<'folder.check'>['kind']

async function kindOf(path: string): Promise<Kind> {
  try {
    if (!(await stat(path)).isDirectory()) return 'not-a-folder'
    await access(path, constants.R_OK | constants.X_OK)
    return 'folder'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'missing'
    if (code === 'ENOTDIR') return 'not-a-folder'
    return code === 'EACCES' || code === 'EPERM' ? 'no-access' : 'bad-path'
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
}

async function entriesIn(parent: string, prefix: string, ending: string): Promise<string[]> {
  const wanted = prefix.toLowerCase()
  const found: string[] = []
  let read = 0
  for await (const entry of await opendir(parent)) {
    if (++read > MAX_ENTRIES) break
    if (!entry.name.toLowerCase().startsWith(wanted)) continue
    // Hidden ones only when a dot was typed.
    if (entry.name.startsWith('.') && !prefix.startsWith('.')) continue
    const path = join(parent, entry.name)
    const file = ending !== '' && entry.isFile() && entry.name.endsWith(ending)
    if (file || entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) found.push(path)
  }
  return found.sort((a, b) => a.localeCompare(b)).slice(0, MAX_SUGGESTIONS)
}

/**
 * Whether a folder is there, and which folders begin with what was typed. Reads only; never rejects for a path.
 * A trailing slash asks for the folders inside. `ending`: files whose name ends so are among the suggestions.
 */
export async function checkFolder(typed: string, home: string, ending = ''): Promise<CallOut<'folder.check'>> {
  const path = expandPath(typed, home)
  if (path === null) return { path: typed, kind: 'bad-path', suggestions: [] }
  const inside = /\/\s*$/.test(typed) || typed.trim() === '~'
  const parent = inside ? path : dirname(path)
  const [kind, suggestions] = await Promise.all([
    kindOf(path),
    entriesIn(parent, inside ? '' : basename(path), ending).catch(() => []),
  ])
  return { path, kind, suggestions: suggestions.filter(one => one !== path) }
}
