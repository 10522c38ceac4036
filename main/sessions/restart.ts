import { randomUUID } from 'node:crypto'
import { HostError } from '../../ipc/failure'
import type { PaneId, Receipt } from '../../ipc/model'
import type { FleetService } from '../agents/fleet'
import { setPaneOptions } from '../tmux/commands/pane-options'
import { startOptions, startWords } from '../tmux/commands/start'
import { assertPaneId, command } from '../tmux/quote'
import type { Reply, Tmux } from '../tmux/types'
import { checkFolder } from './folder'
import { decodeLaunch, type Launch, launchArgv, launchEnvironment, type Starter } from './launch'

function refusal(reply: Extract<Reply, { ok: false }>): HostError {
  if (reply.reason !== 'closed') return new HostError('tmux-refused', reply.message)
  return new HostError('disconnected', 'The session is not followed yet; try again in a moment.')
}

interface Options {
  readonly tmux: Tmux
  readonly fleet: FleetService
  readonly starter: () => Promise<Starter>
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
    const id = randomUUID()
    const environment = launchEnvironment(launch, id)
    const start = { folder: launch.folder, environment, argv: launchArgv(launch, await starter(), id) }
    // tmux clears what is visible when a pane starts again (3.3a); this moves it into the history first.
    await tmux.requestAll([command('send-keys', '-R', '-t', assertPaneId(paneId))])
    const reply = await tmux.respawn(paneId, [...startOptions(start), ...startWords(start)])
    if (!reply.ok) throw refusal(reply)
    await tmux.requestAll(setPaneOptions(paneId, { id, ready: '' }))
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
