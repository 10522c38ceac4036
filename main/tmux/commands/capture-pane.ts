import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'

/**
 * The bytes of an unfinished escape sequence, octal-escaped, often none. Without a buffer: a few bytes leak little, and
 * an empty capture makes no buffer (3.3a), so that showing it would be an error.
 */
export function capturePending(paneId: PaneId): Command {
  return command('capture-pane', '-p', '-P', '-C', '-t', assertPaneId(paneId))
}
