import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'

/**
 * Leaves copy mode and any other mode (tree, clock); nothing happens when there is none, whereas `send-keys -X cancel`
 * is an error then, and knows copy mode alone.
 */
export function leaveModes(paneId: PaneId): Command {
  return command('copy-mode', '-q', '-t', assertPaneId(paneId))
}
