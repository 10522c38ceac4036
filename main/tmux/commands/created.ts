import { HostError } from '../../../ipc/failure'
import type { PaneId, SessionId, WindowId } from '../../../ipc/model'
import { id, number, parseRows, rowFormat } from '../format'

/** What tmux made. */
export interface Created {
  readonly sessionId: SessionId
  readonly windowId: WindowId
  readonly paneId: PaneId
  /** Of the window in its session; respects base-index. */
  readonly windowIndex: number
}

const CREATED = {
  sessionId: id('session_id'),
  windowId: id('window_id'),
  paneId: id('pane_id'),
  windowIndex: number('window_index'),
}

/** Options that make `new-session`, `new-window` and `split-window` answer with what they made. */
export function tellCreated(): string[] {
  return ['-P', '-F', rowFormat(CREATED)]
}

/** Reads the reply to a command with `tellCreated()`. Throws HostError `internal` when it is not one. */
export function parseCreated(reply: string): Created {
  const [created] = parseRows(reply, CREATED)
  if (!created) throw new HostError('internal', 'tmux did not say what it made.')
  return created
}
