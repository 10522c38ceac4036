import { onConnect } from '../host/host'
import { fleetStore } from '../state/fleet-store'
import { createStreams } from './streams'

/** The page's streams, over its one host. */
export const pageStreams = createStreams(onConnect)

// Streams that ended with a tmux server are opened again when one is back; those whose pane is gone fail once more.
fleetStore.subscribe(({ fleet }, { fleet: before }) => {
  if (fleet?.server.kind === 'connected' && before && before.server.kind !== 'connected') pageStreams.retry()
})

/** What tmux's server calls itself, for its table of widths; empty while unknown. */
export const serverVersion = (): string => fleetStore.getState().fleet?.server.serverVersion ?? ''
