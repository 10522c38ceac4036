import type { WindowId } from '../../../ipc/model'
import { formatLayout, type LayoutTree, parseLayout } from '../layout'
import { assertWindowId, command } from '../quote'
import type { Command } from '../types'

/** All panes of about one size, in rows; a zoomed window is unzoomed. */
export function tileWindow(windowId: WindowId): Command {
  return command('select-layout', '-t', assertWindowId(windowId), 'tiled')
}

/**
 * Puts the window's panes, in the order of their indexes, into a layout (a string of tmux or a tree); pane ids in it do
 * not matter. Throws HostError `bad-input` when it is no layout. tmux takes a layout with more cells than panes (3.3a):
 * compare the counts before.
 */
export function applyLayout(windowId: WindowId, layout: string | LayoutTree): Command {
  const tree = typeof layout === 'string' ? parseLayout(layout) : layout
  return command('select-layout', '-t', assertWindowId(windowId), formatLayout(tree))
}
