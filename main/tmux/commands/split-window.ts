import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'
import { tellCreated } from './created'
import { type Start, startOptions, startWords } from './start'

/**
 * A pane to the right of another one; the active pane stays active. tmux refuses "no space for new pane" when that pane
 * has less than 3 columns, whatever the window has left (3.3a): call `tileWindow` after each split. Side by side because
 * tiled panes get few rows before they get few columns: of 50 panes in 80x24 each has 2 rows and 10 columns. Answers as
 * `parseCreated` reads.
 */
export function splitWindow(paneId: PaneId, start: Start): Command {
  const target = ['-t', assertPaneId(paneId)]
  return command('split-window', '-d', '-h', ...target, ...tellCreated(), ...startOptions(start), ...startWords(start))
}
