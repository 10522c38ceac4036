import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { OwnPrograms } from '../agent-type'
import { codexFolder } from './codex-transcript'
import { tomlString, topLevelWords } from './toml-words'

/** Bytes of a configuration that are read; a longer one counts as not understood. */
const MOST_CONFIG = 1024 * 1024
/** Profiles that are looked at. */
const MOST_PROFILES = 50
const PROFILE = /^([A-Za-z0-9_-]{1,100})\.config\.toml$/
const SYSTEM = '/etc/codex/config.toml'

/** Its `notify`: undefined for none (also of a file that is not there), null where that cannot be told. */
async function notifyIn(file: string): Promise<readonly string[] | null | undefined> {
  try {
    const handle = await open(file, 'r')
    try {
      const info = await handle.stat()
      if (!info.isFile() || info.size > MOST_CONFIG) return null
      return topLevelWords(await handle.readFile('utf8'), 'notify')
    } finally {
      await handle.close()
    }
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : null
  }
}

/**
 * The user's own `notify` programs by profile, '' without one: of `config.toml` in Codex's folder, else the machine's; a
 * profile is a file `NAME.config.toml` beside it (0.169.0). A project's own is ignored by Codex. Never rejects, never writes.
 */
export async function ownNotify(where: Parameters<typeof codexFolder>[0], system = SYSTEM): Promise<OwnPrograms> {
  const folder = codexFolder(where)
  const names = (await readdir(folder).catch(() => [])).filter(name => PROFILE.test(name)).slice(0, MOST_PROFILES)
  const own = new Map<string, readonly string[] | null>()
  const keep = (profile: string, found: readonly string[] | null | undefined) => {
    if (found === null || (found && found.length > 0)) own.set(profile, found)
    // An empty array is a program that the user has taken away.
    else if (found) own.set(profile, [])
  }
  const user = await notifyIn(join(folder, 'config.toml'))
  keep('', user === undefined ? await notifyIn(system) : user)
  for (const name of names) keep(PROFILE.exec(name)?.[1] ?? '', await notifyIn(join(folder, name)))
  return own
}

/**
 * Tells us by our helper (`$1` to `$3`), then becomes the user's own program with the argument that Codex added last. Ours
 * runs by itself, so that nothing of it (a folder that is gone, a full disk) keeps the user's program from its turn.
 */
const CHAIN =
  'for l; do :; done; (/bin/sh -c \'exec "$@"\' sh "$1" "$2" "$3" "$l" </dev/null >/dev/null 2>&1 &); shift 3; exec "$@"'

/**
 * `-c notify=[…]` that runs our helper and after it the user's own program, null where they cannot be put together.
 * `own` is the user's argument array, empty for none, null for one that could not be read.
 */
export function codexNotifyArgs(helper: readonly string[], own: readonly string[] | null): string[] | null {
  if (own === null || (own.length > 0 && helper.length !== 3)) return null
  const words = own.length === 0 ? helper : ['/bin/sh', '-c', CHAIN, 'sh', ...helper, ...own]
  return ['-c', `notify=[${words.map(tomlString).join(',')}]`]
}
