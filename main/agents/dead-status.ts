import type { Log } from '../log/log'
import type { Tmux } from '../tmux/types'

/**
 * tmux (3.3a, measured: 2 to 8 of 15 panes) may miss that a pane's process has ended when its terminal closes at the same
 * moment: the pane is dead, its status stays unknown and a zombie stays until another child of the server ends. A SIGCHLD
 * makes it collect the zombie; the signal means nothing else to anybody.
 */
export async function collectStatus(tmux: Pick<Tmux, 'mirror' | 'serverPid'>, log: Log): Promise<void> {
  const server = tmux.serverPid()
  if (server <= 1) return
  try {
    process.kill(server, 'SIGCHLD')
    await tmux.mirror.refresh()
  } catch (error) {
    log.debug('the status of a dead pane could not be asked for', { error: String(error) })
  }
}
