import { resolve } from 'node:path'
import { HostError } from '../../ipc/failure'
import type { TmuxTarget } from '../tmux/types'

/** What both shells read from the environment. */
export interface Environment {
  readonly target: TmuxTarget
  /** `QUARTERDECK_DATA`, absolute; null: the platform's own place. */
  readonly dataFolder: string | null
}

function given(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = env[name]
  return value === undefined || value === '' ? null : value
}

/**
 * `QUARTERDECK_TMUX_SOCKET` (as in `tmux -L`), `QUARTERDECK_TMUX_CONFIG` (as in `tmux -f`) and `QUARTERDECK_DATA`;
 * empty counts as not set. Relative paths count from the working folder. Throws HostError `bad-input` for a socket
 * name with a slash: tmux joins it to its socket folder, so it would leave that folder.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, cwd: string): Environment {
  const socket = given(env, 'QUARTERDECK_TMUX_SOCKET')
  if (socket && /[/\0]/.test(socket)) {
    throw new HostError('bad-input', 'QUARTERDECK_TMUX_SOCKET is the name of a socket as in tmux -L, not a path.')
  }
  const config = given(env, 'QUARTERDECK_TMUX_CONFIG')
  const data = given(env, 'QUARTERDECK_DATA')
  return {
    target: { binary: 'tmux', socket, config: config && resolve(cwd, config) },
    dataFolder: data && resolve(cwd, data),
  }
}
