import type { PaneId, WindowId } from '../../../ipc/model'
import { assertPaneId, assertWindowId, command, escapeFormat } from '../quote'
import type { Command } from '../types'

/** Sets a pane's title, as its program may do again; which pane is active stays (3.3a). */
export function setPaneTitle(paneId: PaneId, title: string): Command {
  // A title is one line; tmux refuses none, but programs and lists that show it do not expect controls.
  return command('select-pane', '-t', assertPaneId(paneId), '-T', escapeFormat(title.replace(/\p{Cc}/gu, ' ')))
}

/** Makes a pane its window's active one; a zoomed window is unzoomed. */
export function selectPane(paneId: PaneId): Command {
  return command('select-pane', '-t', assertPaneId(paneId))
}

/** Makes a window the current one of its session. */
export function selectWindow(windowId: WindowId): Command {
  return command('select-window', '-t', assertWindowId(windowId))
}
