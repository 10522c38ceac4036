import type { Pane, PaneId } from '../../ipc/model'
import type { FleetService } from './fleet'

/**
 * Waits until a pane is as wanted: at once when it is already. Resolves with the pane, or with null when `limit` ms have
 * passed, the pane is gone, or `signal` was aborted. Never rejects.
 */
export function waitForPane(
  fleet: Pick<FleetService, 'pane' | 'onChange'>,
  id: PaneId,
  wanted: (pane: Pane) => boolean,
  limit: number,
  signal?: AbortSignal,
): Promise<Pane | null> {
  return new Promise(resolve => {
    const end = (pane: Pane | null) => {
      undo()
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      resolve(pane)
    }
    const giveUp = () => end(null)
    const look = () => {
      const pane = fleet.pane(id)
      if (!pane || wanted(pane)) end(pane)
    }
    const undo = fleet.onChange(look)
    const timer = setTimeout(giveUp, limit)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
    else look()
  })
}
