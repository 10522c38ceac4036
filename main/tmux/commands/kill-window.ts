import type { WindowId } from '../../../ipc/model'
import { assertWindowId, command } from '../quote'
import type { Command } from '../types'

/** Closes a window in every session it is linked to. */
export function killWindow(windowId: WindowId): Command {
  return command('kill-window', '-t', assertWindowId(windowId))
}
