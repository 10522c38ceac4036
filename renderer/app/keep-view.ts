import type { Fleet } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import { fleetStore } from '../state/fleet-store'
import { paneById, sessionById } from '../state/selectors'
import { selectPane, showFleet, showSession, type View, viewStore } from '../state/view-store'

/**
 * Where to go when what is shown has ended: out to what still lives. Null: stay. Only what *was* there counts as gone:
 * a session that was just created may be shown before the fleet tells of it.
 */
export function placeAfter(view: View, before: Fleet | null, after: Fleet | null): View | null {
  // While the host is away the last fleet stays as it was; a server that is lost or ended takes its sessions along.
  if (view.kind === 'fleet' || !after) return null
  const sessionGone = sessionById(before, view.sessionId) && !sessionById(after, view.sessionId)
  if (sessionGone) return { kind: 'fleet' }
  if (view.kind !== 'pane') return null
  const paneGone = paneById(before, view.paneId) && !paneById(after, view.paneId)
  return paneGone ? { kind: 'session', sessionId: view.sessionId } : null
}

/** Leads the view out of sessions and panes that have ended, and drops a selection that points to nothing. */
export function keepView(): Undo {
  return fleetStore.subscribe((now, then) => {
    if (now.fleet === then.fleet) return
    const { view, selectedPane } = viewStore.getState()
    const place = placeAfter(view, then.fleet, now.fleet)
    if (place?.kind === 'fleet') showFleet()
    else if (place) showSession(place.sessionId)
    if (selectedPane && paneById(then.fleet, selectedPane) && !paneById(now.fleet, selectedPane)) selectPane(null)
  })
}
