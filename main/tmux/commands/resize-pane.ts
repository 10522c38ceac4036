import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command, TmuxPane, TmuxWindow } from '../types'

/** Gives a pane a size (cells) at its neighbours' cost; unzooms its window. */
export function resizePane(paneId: PaneId, width: number, height: number): Command {
  return command('resize-pane', '-t', assertPaneId(paneId), '-x', String(width), '-y', String(height))
}

/** Unzooms the pane's window, whichever pane is zoomed; changes nothing when none is (`resize-pane` without a size). */
export function unzoomPane(paneId: PaneId): Command {
  return command('resize-pane', '-t', assertPaneId(paneId))
}

/**
 * Zooms this pane, also while another one is zoomed; to be sent in this order, best as one list. `resize-pane -Z`
 * toggles, and while a window is zoomed it unzooms whatever its target is (3.3a); so the window is unzoomed first, which
 * is right even when the mirror is behind. Empty when the mirror says that this very pane is zoomed: unzooming it for a
 * moment would make its program draw twice.
 */
export function zoomPane(pane: Pick<TmuxPane, 'id' | 'active'>, window: Pick<TmuxWindow, 'zoomed'>): Command[] {
  if (window.zoomed && pane.active) return []
  return [unzoomPane(pane.id), command('resize-pane', '-t', assertPaneId(pane.id), '-Z')]
}
