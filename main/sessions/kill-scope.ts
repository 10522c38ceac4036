import type { KillTarget } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'
import type { PaneRoot } from '../processes/types'
import type { MirrorState, TmuxPane } from '../tmux/types'

/**
 * The panes whose processes a kill ends. A session's windows that are linked into another session too stay there: killing
 * the session only unlinks them, so what runs in them is not touched. Throws HostError `no-such-pane`, `no-such-session`.
 */
export function panesToKill(mirror: MirrorState, target: KillTarget): TmuxPane[] {
  if (target.kind === 'pane') {
    const pane = mirror.panes.find(one => one.id === target.paneId)
    if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
    return [pane]
  }
  const session = mirror.sessions.find(one => one.id === target.sessionId)
  if (!session) throw new HostError('no-such-session', 'That session is gone.')
  const own = new Set(session.windows.map(link => link.windowId))
  for (const other of mirror.sessions)
    if (other.id !== session.id) for (const link of other.windows) own.delete(link.windowId)
  return mirror.panes.filter(pane => own.has(pane.windowId))
}

/**
 * The panes of a kill under way: those that the target has now (a hook may start a pane again, or open a new one), and
 * those of `before` that are gone altogether, whose processes may live on. What has meanwhile been linked or moved to
 * another session is not the target's any more.
 */
export function panesStillToKill(mirror: MirrorState, target: KillTarget, before: readonly TmuxPane[]): TmuxPane[] {
  const there = new Set(mirror.panes.map(pane => pane.id))
  const gone = before.filter(pane => !there.has(pane.id))
  const lives =
    target.kind === 'pane' ? there.has(target.paneId) : mirror.sessions.some(one => one.id === target.sessionId)
  return lives ? [...gone, ...panesToKill(mirror, target)] : gone
}

/** The panes as `main/processes` wants them. */
export function rootsOf(panes: readonly TmuxPane[]): PaneRoot[] {
  return panes.map(pane => ({ paneId: pane.id, pid: pane.pid, tty: pane.tty, agentId: pane.options.id }))
}

/** Which of these panes are still there. */
export function stillThere(mirror: MirrorState, panes: readonly TmuxPane[]): Set<PaneId> {
  const there = new Set(mirror.panes.map(pane => pane.id))
  return new Set(panes.flatMap(pane => (there.has(pane.id) ? [pane.id] : [])))
}
