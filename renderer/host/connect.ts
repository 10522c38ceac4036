import { applyPatch } from '../../ipc/fleet'
import { createHostClient, type HostClient } from '../../ipc/rpc-client'
import type { Undo, Wire } from '../../ipc/wire'
import { takeActNews } from '../state/act-book'
import { tellAct } from '../state/acts-store'
import { takeCheckpoints, takeRestores } from '../state/checkpoints-store'
import { takeFinishNews } from '../state/finishes-store'
import { fleetStore } from '../state/fleet-store'
import { takeRecovery } from '../state/recovery-store'
import { settingsStore } from '../state/settings-store'
import { setHost } from './host'
import { keepConnected } from './reconnect'
import { askForPort, openSocket } from './wires'

/** The Electron shell opens the page with `?wire=port`; the web shell without. */
export function openWire(page: Window = window): Promise<Wire> {
  return new URLSearchParams(page.location.search).get('wire') === 'port' ? askForPort(page) : openSocket(page)
}

/** Fills the page's stores from a fresh client. A subscription's first message is the full state. */
function follow(client: HostClient): void {
  client.subscribe('fleet', {}, event => {
    if ('full' in event) return fleetStore.setState({ fleet: event.full, connection: 'open' })
    const { fleet } = fleetStore.getState()
    if (fleet) fleetStore.setState({ fleet: applyPatch(fleet, event.patch) })
  })
  client.subscribe('act', {}, takeActNews)
  client.subscribe('finish', {}, takeFinishNews)
  client.subscribe('checkpoints', {}, takeCheckpoints)
  client.subscribe('restore', {}, takeRestores)
  client.subscribe('recovery', {}, takeRecovery)
  client.subscribe('settings', {}, settings => settingsStore.setState({ settings }))
  const askInfo = () =>
    void client.call('app.info', {}).then(
      info => settingsStore.setState({ info }),
      // A connection that closed meanwhile: the next one asks again.
      () => {},
    )
  client.subscribe('acts', {}, act => {
    if ('hello' in act) return
    // A notice tells of a change in these facts, e.g. who may write the data folder.
    if ('notice' in act) askInfo()
    tellAct(act)
  })
  askInfo()
}

/**
 * Connects the page with its host and keeps it connected: sets `fleetStore.connection`, fills the stores, and gives
 * every new client to `setHost`. While the host is away the last fleet stays in view.
 */
export function connect(open: () => Promise<Wire> = openWire): Undo {
  return keepConnected({
    open,
    onOpen(wire) {
      const client = createHostClient(wire)
      follow(client)
      setHost(client)
    },
    onLost() {
      setHost(null)
      fleetStore.setState({ connection: 'lost' })
    },
  })
}
