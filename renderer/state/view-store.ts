import { createStore } from 'zustand/vanilla'
import type { PaneId, SessionId } from '../../ipc/model'

/** How far in the person has zoomed: all sessions, one session's panes, one live terminal. */
export type View =
  | { readonly kind: 'fleet' }
  | { readonly kind: 'session'; readonly sessionId: SessionId }
  | { readonly kind: 'pane'; readonly sessionId: SessionId; readonly paneId: PaneId }

/** What is lost on a reload, by design. */
export interface ViewStore {
  readonly view: View
  /** The pane with the selection ring in the grid; the target of commands on "this pane". */
  readonly selectedPane: PaneId | null
}

export const viewStore = createStore<ViewStore>(() => ({ view: { kind: 'fleet' }, selectedPane: null }))

export function showFleet(): void {
  viewStore.setState({ view: { kind: 'fleet' } })
}

export function showSession(sessionId: SessionId): void {
  viewStore.setState({ view: { kind: 'session', sessionId } })
}

export function showPane(sessionId: SessionId, paneId: PaneId): void {
  viewStore.setState({ view: { kind: 'pane', sessionId, paneId }, selectedPane: paneId })
}

export function selectPane(paneId: PaneId | null): void {
  viewStore.setState({ selectedPane: paneId })
}
