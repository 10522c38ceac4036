import type { CallOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import { diffFleet } from '../../ipc/fleet'
import type { Fleet, Pane, PaneId } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { ProcessTable } from '../processes/types'
import type { Tmux, TmuxPane } from '../tmux/types'
import type { AgentType, EventReading } from './agent-type'
import { collectStatus } from './dead-status'
import type { AgentEvent } from './event'
import { homeSessions, viewFleet } from './fleet-view'
import { createLooks } from './looks'
import { createNames } from './names'
import { isManaged } from './recognise'
import type { Screen } from './screen'

export type Explanation = CallOut<'state.explain'>

/** What an agent told by itself, as its type reads it. */
export interface PaneEvent {
  readonly paneId: PaneId
  readonly event: AgentEvent
  readonly reading: EventReading
}

export interface FleetService {
  state(): Fleet
  /** Only when something changed; states that differ are new objects, so `diffFleet` tells what. */
  onChange(listener: (fleet: Fleet) => void): Undo
  pane(id: PaneId): Pane | null
  /** Name of the session that a pane belongs to, empty when it is gone. */
  sessionName(id: PaneId): string
  /** Lists tmux and looks at the processes afresh. Rejects as `Mirror.refresh` does. */
  refresh(): Promise<Fleet>
  /** Builds the fleet again: when the agent types have changed. */
  update(): void
  /** Why a pane has the state that it has. Throws HostError `no-such-pane`. */
  explain(id: PaneId): Explanation
  /** Events of agents that are theirs (hooks, notify), as soon as they are read; for proofs of delivery. */
  onEvent(listener: (event: PaneEvent) => void): Undo
  /** The pane's screen is captured within 50 ms, also without activity: after a key or a prompt was sent to it. */
  lookSoon(id: PaneId): void
  /** The visible screen as it is now; null when the pane is gone or tmux does not answer. The state follows from it too. */
  readScreen(id: PaneId): Promise<Screen | null>
  /** An interrupt was sent just now. Agents tell nothing of one: what they told before is no proof of work any more. */
  noteInterrupt(id: PaneId): void
  close(): void
}

interface Options {
  readonly tmux: Pick<Tmux, 'mirror' | 'status' | 'onStatus' | 'serverPid'>
  readonly types: () => readonly AgentType[]
  readonly readProcesses: () => Promise<ProcessTable>
  readonly log: Log
}

function endsUnknown(pane: TmuxPane): boolean {
  return pane.dead && pane.deadStatus === null && pane.deadSignal === null
}

/**
 * The fleet: tmux's objects (mirror) with the agents that were recognised in them and their states. Only reads: sessions
 * that nobody acts on are left as they are.
 */
export function createFleet({ tmux, types, readProcesses, log }: Options): FleetService {
  const changed = createEmitter<Fleet>()
  const names = createNames()
  const looks = createLooks({ panes: () => tmux.mirror.state().panes, types, readProcesses, onLooked: update, log })
  let fleet: Fleet = { server: tmux.status(), sessions: [], windows: [], panes: [] }
  const asked = new Set<string>()
  let closed = false

  function update(): void {
    if (closed) return
    const next = viewFleet({
      mirror: tmux.mirror.state(),
      server: tmux.status(),
      looks: looks.byPane,
      types: types(),
      before: new Map(fleet.panes.map(pane => [pane.id, pane.state])),
      names,
      now: Date.now(),
    })
    if (diffFleet(fleet, next) === null) return
    fleet = next
    changed.emit(fleet)
  }

  /** Our dead panes of unknown status, asked for once each. */
  function askForStatus(): void {
    const unknown = tmux.mirror.state().panes.filter(pane => isManaged(pane) && endsUnknown(pane))
    const fresh = unknown.filter(pane => !asked.has(`${pane.id} ${pane.pid}`))
    for (const pane of fresh) asked.add(`${pane.id} ${pane.pid}`)
    if (fresh.length > 0) void collectStatus(tmux, log)
  }

  function onMirror(): void {
    askForStatus()
    looks.follow(tmux.mirror.state().panes)
    update()
  }

  const undo = [tmux.mirror.onChange(onMirror), tmux.onStatus(update)]
  onMirror()

  return {
    state: () => fleet,
    onChange: listener => changed.on(listener),
    pane: id => fleet.panes.find(pane => pane.id === id) ?? null,
    sessionName: id => homeSessions(tmux.mirror.state()).get(id)?.name ?? '',
    async refresh() {
      await tmux.mirror.refresh()
      await looks.now()
      return fleet
    },
    update,
    explain(id) {
      if (!fleet.panes.some(pane => pane.id === id)) throw new HostError('no-such-pane', 'That pane is gone.')
      return { evidence: [], question: null, events: '' }
    },
    onEvent: () => () => {},
    lookSoon() {},
    readScreen: async () => null,
    noteInterrupt() {},
    close() {
      closed = true
      for (const one of undo) one()
      looks.close()
    },
  }
}
