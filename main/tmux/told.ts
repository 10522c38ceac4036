import type { PaneId } from '../../ipc/model'
import { applySubscription, toldOfPanes } from './subscriptions'
import type { MirrorState, Notification } from './types'

function replaced<T extends { readonly id: string }>(list: readonly T[], id: string, change: (one: T) => T | null) {
  const at = list.findIndex(one => one.id === id)
  const before = list[at]
  const after = before && change(before)
  if (!after) return null
  return after === before ? list : list.with(at, after)
}

function toldByPane(state: MirrorState, id: PaneId, name: string, value: string): MirrorState | null {
  const panes = replaced(state.panes, id, pane => applySubscription(pane, name, value))
  return panes && (panes === state.panes ? state : { ...state, panes })
}

function toldByWindow(state: MirrorState, name: string, value: string): MirrorState | null {
  let next: MirrorState | null = state
  for (const told of toldOfPanes(value)) next = next && toldByPane(next, told.paneId, name, told.value)
  return next
}

function activated(state: MirrorState, windowId: string, paneId: string): MirrorState | null {
  if (!state.panes.some(pane => pane.id === paneId && pane.windowId === windowId)) return null
  const panes = state.panes.map(pane => {
    const active = pane.id === paneId
    return pane.windowId === windowId && pane.active !== active ? { ...pane, active } : pane
  })
  return panes.every((pane, i) => pane === state.panes[i]) ? state : { ...state, panes }
}

/**
 * `state` after a notification, without asking tmux: the same object when it changes nothing, null when only a listing can
 * tell what it means.
 */
export function told(state: MirrorState, notification: Notification): MirrorState | null {
  switch (notification.kind) {
    case 'subscription-changed':
      if (notification.paneId === null) return toldByWindow(state, notification.name, notification.value)
      return toldByPane(state, notification.paneId, notification.name, notification.value)
    case 'window-renamed':
    case 'unlinked-window-renamed': {
      const { windowId, name } = notification
      const windows = replaced(state.windows, windowId, one => (one.name === name ? one : { ...one, name }))
      return windows && (windows === state.windows ? state : { ...state, windows })
    }
    case 'session-renamed': {
      const { sessionId, name } = notification
      const sessions = replaced(state.sessions, sessionId, one => (one.name === name ? one : { ...one, name }))
      return sessions && (sessions === state.sessions ? state : { ...state, sessions })
    }
    case 'window-pane-changed':
      return activated(state, notification.windowId, notification.paneId)
    case 'pause':
    case 'continue':
    case 'exit':
    case 'other':
      return state
    default:
      return null
  }
}
