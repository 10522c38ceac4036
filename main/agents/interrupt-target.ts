import type { Target } from '../../ipc/act'
import { HostError } from '../../ipc/failure'
import type { Fleet, Pane } from '../../ipc/model'

/**
 * The panes that an act is meant for. A session or the fleet means its agents alone (a person's editor must not get
 * Escape); panes that are named are meant, whatever they hold; of a list those that are gone are left out.
 * Throws HostError `no-such-pane`, `no-such-session`.
 */
export function panesOfTarget(fleet: Fleet, target: Target): Pane[] {
  if (target.kind === 'pane') {
    const pane = fleet.panes.find(one => one.id === target.paneId)
    if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
    return [pane]
  }
  if (target.kind === 'panes') {
    const ids = new Set(target.paneIds)
    return fleet.panes.filter(one => ids.has(one.id))
  }
  const agents = fleet.panes.filter(one => one.agent !== null)
  if (target.kind === 'fleet') return agents
  const session = fleet.sessions.find(one => one.id === target.sessionId)
  if (!session) throw new HostError('no-such-session', 'That session is gone.')
  const windows = new Set(session.windows.map(one => one.windowId))
  return agents.filter(one => windows.has(one.windowId))
}
