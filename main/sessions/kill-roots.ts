import type { KillTarget } from '../../ipc/contract'
import type { PaneId } from '../../ipc/model'
import { readOrigins } from '../processes/evidence'
import { readProcesses } from '../processes/read'
import type { PaneRoot } from '../processes/types'
import type { Tmux, TmuxPane } from '../tmux/types'
import { panesStillToKill, rootsOf } from './kill-scope'

/**
 * Programs of panes that are gone and that still are the server's children: what ignores the HUP that comes with the end
 * of its pane. Pane ids are never given again while a server lives, so the environment is proof.
 */
async function leftOvers(gone: readonly TmuxPane[], server: number): Promise<PaneRoot[]> {
  if (gone.length === 0 || server <= 1) return []
  const byId = new Map(gone.map(pane => [pane.id, pane]))
  const children = (await readProcesses()).childrenOf(server)
  const origins = await readOrigins(children.map(one => one.pid))
  return children.flatMap(({ pid, tty }) => {
    const origin = origins.get(pid)
    const pane = origin?.server === server ? byId.get(origin.pane) : undefined
    return pane ? [{ paneId: pane.id, pid, tty, agentId: pane.options.id }] : []
  })
}

/**
 * The roots of a kill under way, at the moment of each call: the panes that the target has now (a hook may start a dead
 * pane again, or open a new one), and what is left of those that it had.
 * @param server pid of the server when the kill began: another one gives other panes the same ids
 */
export function followRoots(
  tmux: Tmux,
  target: KillTarget,
  before: readonly TmuxPane[],
  server: number,
): () => Promise<PaneRoot[]> {
  const had = new Map<PaneId, TmuxPane>(before.map(pane => [pane.id, pane]))
  return async () => {
    const mirror = await tmux.mirror.refresh().catch(() => null)
    if (!mirror || tmux.serverPid() !== server) return rootsOf([...had.values()])
    const panes = panesStillToKill(mirror, target, [...had.values()])
    for (const pane of panes) had.set(pane.id, pane)
    const there = new Set(mirror.panes.map(pane => pane.id))
    const gone = panes.filter(pane => !there.has(pane.id))
    return [...rootsOf(panes), ...(await leftOvers(gone, server))]
  }
}
