import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'

/** The client that sends this drops what it has not yet been given of the pane, and gets nothing more. */
export function pausePane(paneId: PaneId): Command {
  return command('refresh-client', '-A', `${assertPaneId(paneId)}:pause`)
}

/** The client that sends this gets the pane's output again, from now on. */
export function continuePane(paneId: PaneId): Command {
  return command('refresh-client', '-A', `${assertPaneId(paneId)}:continue`)
}
