import type { Fleet, Pane, Session, Window } from '../../ipc/model'
import { fleetStore } from '../state/fleet-store'
import { focusOf } from '../state/selectors'
import { type View, viewStore } from '../state/view-store'
import { type TerminalActions, terminalActionsStore } from './terminal-actions'

/** What commands decide by. */
export interface CommandContext {
  readonly fleet: Fleet | null
  /** The host answers. */
  readonly online: boolean
  /** A tmux server is followed: acts on sessions and panes make sense. */
  readonly connected: boolean
  readonly view: View
  readonly session: Session | null
  readonly window: Window | null
  readonly pane: Pane | null
  readonly terminal: TerminalActions | null
}

/** The context of this moment. */
export function commandContext(): CommandContext {
  const { fleet, connection } = fleetStore.getState()
  const view = viewStore.getState()
  const online = connection === 'open'
  return {
    fleet,
    online,
    connected: online && fleet?.server.kind === 'connected',
    view: view.view,
    ...focusOf(fleet, view),
    terminal: terminalActionsStore.getState().actions,
  }
}
