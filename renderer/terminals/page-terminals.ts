import { fleetStore } from '../state/fleet-store'
import { createLiveTerminal } from './live-terminal'
import { pageStreams, serverVersion } from './page-streams'
import { createRegistry } from './registry'

/** The page's real terminals. */
export const pageTerminals = createRegistry({
  create: paneId => createLiveTerminal(paneId, pageStreams, serverVersion()),
})

fleetStore.subscribe(({ fleet }, { fleet: before }) => {
  // Only a connected server's word counts: while it is lost, the last pictures stay.
  if (!fleet || fleet.panes === before?.panes || fleet.server.kind !== 'connected') return
  const alive = new Set(fleet.panes.map(pane => pane.id))
  pageTerminals.forget(paneId => !alive.has(paneId))
})
