import { randomUUID } from 'node:crypto'
import { HostError } from '../../ipc/failure'
import type { PaneId, Receipt } from '../../ipc/model'
import type { FleetService } from '../agents/fleet'
import { setPaneOptions } from '../tmux/commands/pane-options'
import { pausePane } from '../tmux/commands/refresh-client'
import { respawnPane } from '../tmux/commands/respawn-pane'
import type { Start } from '../tmux/commands/start'
import type { ControlClient, Reply, Tmux } from '../tmux/types'
import { checkFolder } from './folder'
import { decodeLaunch, type Launch, launchArgv, launchEnvironment, type Starter } from './launch'

interface Options {
  readonly tmux: Tmux
  readonly fleet: FleetService
  readonly starter: () => Promise<Starter>
}

/** The pause dance (`facts`: respawning kills servers up to 3.6 under output that a client has not taken yet). */
async function respawn(client: ControlClient, paneId: PaneId, start: Start): Promise<void> {
  const paused = await client.request(pausePane(paneId))
  if (!paused.ok) throw new HostError('tmux-refused', paused.message)
  const reply = await new Promise<Reply>(resolve => {
    client.send(respawnPane(paneId, start), (one, index) => {
      if (index === 0) resolve(one)
    })
  })
  if (reply.ok) return
  // After an error tmux runs nothing else of the line: the pane must not stay paused.
  await client.request(respawnPane(paneId, start)[1])
  throw new HostError('tmux-refused', reply.message)
}

/**
 * Starts what ended in a pane again, as it was started first, under a new agent id. Only for dead panes of ours. Throws
 * HostError `no-such-pane`, `not-ours`, `refused` (it still runs), `bad-folder`, `disconnected`, `tmux-refused`.
 */
export function createRestart({ tmux, fleet, starter }: Options): (paneId: PaneId) => Promise<Receipt> {
  async function launchIn(paneId: PaneId): Promise<Launch> {
    await fleet.refresh()
    const pane = tmux.mirror.pane(paneId)
    if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
    const launch = pane.options.id === '' ? null : decodeLaunch(pane.options.launch)
    if (!launch) throw new HostError('not-ours', 'Quarterdeck did not start this pane.')
    if (!pane.dead) throw new HostError('refused', `${pane.options.name} still runs: end it first.`)
    if ((await checkFolder(launch.folder)) === 'missing')
      throw new HostError('bad-folder', `${launch.folder} does not exist any more.`)
    return launch
  }

  return async paneId => {
    const began = performance.now()
    const launch = await launchIn(paneId)
    const session = fleet.sessionName(paneId)
    const before = fleet.pane(paneId)?.state.name ?? 'unknown'
    const client = tmux.clientOfPane(paneId)
    if (!client) throw new HostError('disconnected', 'The session is not connected yet; try again in a moment.')
    const id = randomUUID()
    const environment = launchEnvironment(launch, id)
    await respawn(client, paneId, { folder: launch.folder, environment, argv: launchArgv(launch, await starter()) })
    await tmux.requestAll(setPaneOptions(paneId, { id }))
    const pane = (await fleet.refresh()).panes.find(one => one.id === paneId)
    return {
      paneId,
      agent: pane?.agent?.name ?? '',
      session,
      result: pane && !pane.dead ? 'done' : 'failed',
      detail: pane?.state.explanation ?? 'Its pane is gone.',
      before,
      after: pane?.state.name ?? 'unknown',
      tookMs: performance.now() - began,
    }
  }
}
