import { HostError } from '../../../ipc/failure'
import { escapeFormat } from '../quote'

/**
 * What runs in a new pane. All of it together has to stay below 16 KB when the command goes out as a process of its own
 * ("command too long", 3.3a); a control client's line has no such limit.
 */
export interface Start {
  /** Absolute. tmux falls back to the home folder without a word when it cannot enter it: check before. */
  readonly folder: string
  /** Set for this pane alone. */
  readonly environment: Readonly<Record<string, string>>
  /**
   * Program and arguments, at least two words: tmux (3.3a spawn_pane) executes several words as they are, but gives a
   * single one to a shell.
   */
  readonly argv: readonly string[]
}

/** The options `-c` and `-e` of the commands that start a pane. Throws HostError `bad-input` for a bad variable name. */
export function startOptions({ folder, environment }: Omit<Start, 'argv'>): string[] {
  const variables = Object.entries(environment).flatMap(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new HostError('bad-input', `${JSON.stringify(name)} is no name of an environment variable.`)
    return ['-e', `${name}=${value}`]
  })
  // A folder is expanded as a format too (3.3a): one named "#(…)" would run a program.
  return ['-c', escapeFormat(folder), ...variables]
}

/** The words after all options. Throws Error (a bug of ours) for a single word, which a shell would read. */
export function startWords({ argv }: Pick<Start, 'argv'>): string[] {
  if (argv.length < 2) throw new Error('tmux would give a single word to a shell')
  return ['--', ...argv]
}
