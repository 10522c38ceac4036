import type { WindowId } from '../../../ipc/model'
import { assertWindowId, command } from '../quote'
import type { Command, TmuxPane, TmuxWindow } from '../types'
import { resizePane, zoomPane } from './resize-pane'
import { applyLayout } from './select-layout'

/** tmux's own limits (3.3a WINDOW_MINIMUM and WINDOW_MAXIMUM). */
const WINDOW_MIN = 1
const WINDOW_MAX = 10_000

/** Sets a window's size in cells; from then on it follows no client, as tmux sets its `window-size` to manual. */
export function resizeWindow(windowId: WindowId, width: number, height: number): Command {
  const cells = (wanted: number) => String(Math.min(WINDOW_MAX, Math.max(WINDOW_MIN, Math.round(wanted))))
  return command('resize-window', '-t', assertWindowId(windowId), '-x', cells(width), '-y', cells(height))
}

/** Asks for the window's own `window-size`; empty when it follows the session's. */
export function readWindowSize(windowId: WindowId): Command {
  return command('show-options', '-w', '-q', '-v', '-t', assertWindowId(windowId), 'window-size')
}

/** All that is needed to undo a fit. */
export interface WindowBefore {
  readonly windowId: WindowId
  readonly width: number
  readonly height: number
  readonly layout: string
  readonly panes: number
  readonly zoomed: TmuxPane['id'] | null
  /** Its own `window-size` (`manual`, `latest`, …), null when it had none. */
  readonly windowSize: string | null
}

/**
 * The window as it is before a fit.
 * @param active the window's active pane: the zoomed one, when one is
 * @param windowSize the reply to `readWindowSize`
 */
export function windowBefore(window: TmuxWindow, active: Pick<TmuxPane, 'id'>, windowSize: string): WindowBefore {
  return {
    windowId: window.id,
    width: window.width,
    height: window.height,
    layout: window.layout,
    panes: window.panes.length,
    zoomed: window.zoomed ? active.id : null,
    windowSize: windowSize.trim() || null,
  }
}

/**
 * Resizes the window so that this pane gets exactly this size (cells): the window grows or shrinks by the difference and
 * the pane takes it all, so that its neighbours keep about theirs. A zoomed pane is as large as its window. To be sent in
 * this order.
 */
export function fitPane(
  pane: Pick<TmuxPane, 'id' | 'width' | 'height' | 'active'>,
  window: Pick<TmuxWindow, 'id' | 'width' | 'height' | 'zoomed' | 'panes'>,
  size: { readonly cols: number; readonly rows: number },
): Command[] {
  const fills = window.panes.length === 1 || (window.zoomed && pane.active)
  if (fills) return [resizeWindow(window.id, size.cols, size.rows)]
  const width = window.width + size.cols - pane.width
  const height = window.height + size.rows - pane.height
  return [resizeWindow(window.id, width, height), resizePane(pane.id, size.cols, size.rows)]
}

/**
 * Undoes a fit: size, layout (unless panes have come or gone) and zoom as they were; then the window's own `window-size`
 * as it was, unset when it had none, so that clients decide its size again. Each command may fail without harm to the
 * next: send them as lines of their own, in this order.
 */
export function unfitWindow(before: WindowBefore, panesNow: number): Command[] {
  const target = assertWindowId(before.windowId)
  const same = before.panes === panesNow
  return [
    resizeWindow(before.windowId, before.width, before.height),
    ...(same && panesNow > 1 ? [applyLayout(before.windowId, before.layout)] : []),
    ...(before.zoomed === null ? [] : zoomPane({ id: before.zoomed, active: false }, { zoomed: false })),
    before.windowSize === null
      ? command('set-option', '-w', '-u', '-t', target, 'window-size')
      : command('set-option', '-w', '-t', target, 'window-size', before.windowSize),
  ]
}
