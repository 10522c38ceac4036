import type { PaneId, SessionId } from '../../../ipc/model'
import { closeCard } from '../../state/needs-store'
import { showPane, viewStore } from '../../state/view-store'
import { pageTerminals } from '../../terminals/page-terminals'

/** From a card at the foot of its terminal back into the terminal. */
export function leaveCard(paneId: PaneId): void {
  closeCard(paneId, 'pane')
  pageTerminals.get(paneId).focus()
}

/** Zooms into a pane, with the focus in its terminal. */
export function openTerminal(sessionId: SessionId, paneId: PaneId): void {
  const { view } = viewStore.getState()
  const here = view.kind === 'pane' && view.paneId === paneId
  closeCard()
  // A view that opens focuses its terminal itself.
  if (here) pageTerminals.get(paneId).focus()
  else showPane(sessionId, paneId)
}
