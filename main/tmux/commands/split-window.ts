import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'
import { tellCreated } from './created'
import { type Start, startOptions, startWords } from './start'

/**
 * A pane below another one; the active pane stays active. tmux refuses "no space for new pane" when that pane has less
 * than 3 rows, whatever the window has left; with `tileWindow` after each split 122 panes fit into 80x24 (3.3a). Answers
 * as `parseCreated` reads.
 */
export function splitWindow(paneId: PaneId, start: Start): Command {
  const target = ['-t', assertPaneId(paneId)]
  return command('split-window', '-d', ...target, ...tellCreated(), ...startOptions(start), ...startWords(start))
}
