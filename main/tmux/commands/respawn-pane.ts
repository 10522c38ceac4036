import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'
import { continuePane } from './refresh-client'
import { type Start, startOptions, startWords } from './start'

/**
 * Starts a program anew in a pane, ending what runs there; one list for a control client of the pane's session. Under
 * output that a client has not taken yet, respawning kills servers up to 3.6b: send `pausePane` first and wait for its
 * reply (12 of 12 survived then). Without a client the pane has no such output.
 */
export function respawnPane(paneId: PaneId, start: Start): [Command, Command] {
  const respawn = command(
    'respawn-pane',
    '-k',
    '-t',
    assertPaneId(paneId),
    ...startOptions(start),
    ...startWords(start),
  )
  return [respawn, continuePane(paneId)]
}
