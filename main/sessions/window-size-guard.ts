import { HostError } from '../../ipc/failure'
import { command } from '../tmux/quote'
import type { Tmux } from '../tmux/types'
import { isAtLeast } from '../tmux/versions'

/**
 * With `set -g window-size manual` a server dies of any new window or session, and everything in it (measured: 3.3a and
 * 3.5a, 2 of 2 each; 3.7c does not). So none is asked for then. Throws HostError `refused`; nothing without a server.
 */
export async function refuseDeadlyWindow(tmux: Pick<Tmux, 'request' | 'status'>): Promise<void> {
  const size = await tmux.request(command('show-options', '-g', '-w', '-q', '-v', 'window-size')).catch(error => {
    if (error instanceof HostError && error.code === 'no-server') return ''
    throw error
  })
  const { serverVersion } = tmux.status()
  if (size.trim() !== 'manual' || isAtLeast(serverVersion, 3, 7)) return
  throw new HostError(
    'refused',
    `tmux ${serverVersion} ends, with all sessions, when a window is made while window-size is manual.`,
    'Run: tmux set -g window-size latest',
  )
}
