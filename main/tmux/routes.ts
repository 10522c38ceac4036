import type { PaneId, SessionId } from '../../ipc/model'
import type { ControlClient, MirrorState } from './types'

/** Which client's output counts for which pane. */
export interface Routes {
  clientOfPane(state: MirrorState, paneId: PaneId): ControlClient | null
  /** All clients that show it: a linked window has several. */
  clientsOfPane(state: MirrorState, paneId: PaneId): readonly ControlClient[]
}

/**
 * A window linked into several sessions sends its output to the client of each. One of them counts, and stays the one
 * until it ends or its session loses the window: bytes of two clients must never be mixed, as each has its own pace.
 */
export function createRoutes(clients: ReadonlyMap<SessionId, ControlClient>): Routes {
  const chosen = new Map<PaneId, ControlClient>()
  const sure = new Set<PaneId>()
  let seen: MirrorState | null = null
  const clientsOfPane = (state: MirrorState, paneId: PaneId): ControlClient[] => {
    const windowId = state.panes.find(pane => pane.id === paneId)?.windowId
    const own: ControlClient[] = []
    for (const session of state.sessions) {
      const client = clients.get(session.id)
      if (client?.open && session.windows.some(link => link.windowId === windowId)) own.push(client)
    }
    // The oldest session first: tmux numbers them as they come.
    return own.sort((a, b) => Number(a.sessionId.slice(1)) - Number(b.sessionId.slice(1)))
  }
  return {
    clientsOfPane,
    clientOfPane(state, paneId) {
      // Asked for every chunk of output: the answer is kept until the state is another one or the client ends.
      if (state !== seen) sure.clear()
      seen = state
      const before = chosen.get(paneId)
      if (before?.open && sure.has(paneId)) return before
      const candidates = clientsOfPane(state, paneId)
      const client = before && candidates.includes(before) ? before : candidates[0]
      if (client) {
        chosen.set(paneId, client)
        sure.add(paneId)
      } else chosen.delete(paneId)
      return client ?? null
    },
  }
}
