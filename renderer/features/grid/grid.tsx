import { useStore } from 'zustand'
import type { Fleet } from '../../../ipc/model'
import { fleetStore } from '../../state/fleet-store'
import { paneById, sessionById } from '../../state/selectors'
import { showFleet, type View, viewStore } from '../../state/view-store'
import { Button } from '../../ui/button'
import { FleetView } from './fleet-view'
import { PaneGone, PaneView } from './pane-view'
import { SessionView } from './session-view'
import './grid.css'

/** The main part of the window: all sessions, one session's panes, or one live terminal. */
export function Grid() {
  const { fleet, connection } = useStore(fleetStore)
  const { view, selectedPane } = useStore(viewStore)
  if (!fleet) return <div className="grid" />
  const stale = connection !== 'open' || fleet.server.kind !== 'connected'
  return (
    <div className="grid">
      <Zoomed fleet={fleet} view={view} selected={selectedPane} stale={stale} />
    </div>
  )
}

interface ZoomedProps {
  readonly fleet: Fleet
  readonly view: View
  readonly selected: string | null
  readonly stale: boolean
}

function Zoomed({ fleet, view, selected, stale }: ZoomedProps) {
  if (view.kind === 'fleet') return <FleetView fleet={fleet} selected={selected} stale={stale} />
  const session = sessionById(fleet, view.sessionId)
  if (!session) return <SessionGone />
  // A view of its own for each session: nothing of the last one may stay in it.
  if (view.kind === 'session')
    return <SessionView key={session.id} fleet={fleet} session={session} selected={selected} stale={stale} />
  const pane = paneById(fleet, view.paneId)
  return pane ? <PaneView fleet={fleet} session={session} pane={pane} stale={stale} /> : <PaneGone session={session} />
}

function SessionGone() {
  return (
    <div className="grid-empty">
      <p>This session is gone.</p>
      <Button onClick={showFleet}>Show fleet</Button>
    </div>
  )
}
