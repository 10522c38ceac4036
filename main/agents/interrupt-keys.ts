import type { Pane, PaneId } from '../../ipc/model'
import { leaveModes } from '../tmux/commands/copy-mode'
import { pressKeys } from '../tmux/commands/send-keys'
import { command } from '../tmux/quote'
import type { Command, Tmux } from '../tmux/types'
import { keysAlone } from './send/keys'

/**
 * Panes of windows in which the user has set `synchronize-panes`: there tmux gives each key to all of them (3.3a
 * window_pane_key), so that an interrupt of three panes would be three keys for each, and two can end a program. Asked
 * of tmux each time, as it tells nobody when the option changes. Empty when tmux does not answer.
 */
export async function synchronisedPanes(tmux: Pick<Tmux, 'requestAll'>): Promise<ReadonlySet<PaneId>> {
  const list = command('list-panes', '-a', '-f', '#{pane_synchronized}', '-F', '#{pane_id}')
  const [reply] = await tmux.requestAll([list])
  return new Set(reply?.ok ? reply.body.toString('utf8').split('\n') : [])
}

/**
 * Presses a key in this pane alone. In copy mode tmux takes keys for itself: it is left first. A synchronised pane gets
 * the key's byte as a paste, which tmux gives to nobody else; its last command is the one that counts.
 * @param serverVersion as `#{version}`: from 3.7 on a paste must be told to leave control characters alone
 */
export function keyCommands(
  pane: Pick<Pane, 'id' | 'inMode'>,
  key: string,
  synchronised: boolean,
  serverVersion: string,
): Command[] {
  const leave = pane.inMode ? [leaveModes(pane.id)] : []
  return [...leave, ...(keysAlone(pane.id, [key], synchronised, serverVersion) ?? [pressKeys(pane.id, key)])]
}
