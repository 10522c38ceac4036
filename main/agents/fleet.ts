import { homedir } from 'node:os'
import { HostError } from '../../ipc/failure'
import { diffFleet } from '../../ipc/fleet'
import type { Fleet, Pane, PaneId } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { ProcessTable } from '../processes/types'
import type { Tmux, TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import { collectStatus } from './dead-status'
import { type Explanation, explain } from './explain'
import { type FleetParts, homeSessions, viewFleet } from './fleet-view'
import { createLooks } from './looks'
import { createNames } from './names'
import { isManaged } from './recognise'
import type { Screen } from './screen'
import { type Conversations, createConversations } from './signals/conversations'
import { createGather, type PaneEvent } from './signals/gather'
import type { Reports } from './signals/reports'
import { createTranscriptTails } from './signals/transcript-tail'
import { createSignBook } from './signs'

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
  readonly tmux: Pick<Tmux, 'mirror' | 'status' | 'onStatus' | 'serverPid' | 'clientOfPane' | 'request' | 'requestAll'>
  readonly types: () => readonly AgentType[]
  readonly readProcesses: () => Promise<ProcessTable>
  readonly log: Log
  /** Where agents' events come from; without it none are heard. */
  readonly reports?: Pick<Reports, 'onEvent'>
  /** The journal of conversations; without it they are known while the host runs. */
  readonly conversations?: Conversations
}

function endsUnknown(pane: TmuxPane): boolean {
  return pane.dead && pane.deadStatus === null && pane.deadSignal === null
}

/** Agents whose titles and screens tell something: programs that have not ended. */
function agentsToWatch({ panes }: Fleet, types: readonly AgentType[]): PaneId[] {
  const programs = new Set(types.filter(type => type.kind === 'program').map(type => type.id))
  return panes
    .filter(pane => !pane.dead && pane.state.name !== 'exited' && programs.has(pane.agent?.type ?? ''))
    .map(pane => pane.id)
}

/**
 * The fleet: tmux's objects (mirror) with the agents that were recognised in them and their states. Only reads: sessions
 * that nobody acts on are left as they are.
 */
export function createFleet({ tmux, types, readProcesses, log, ...more }: Options): FleetService {
  const changed = createEmitter<Fleet>()
  const names = createNames()
  const looks = createLooks({ panes: () => tmux.mirror.state().panes, types, readProcesses, onLooked: update, log })
  const signs = createSignBook()
  const conversations = more.conversations ?? createConversations()
  const tails = createTranscriptTails({ home: homedir(), env: process.env, onChange: updateSoon })
  let fleet: Fleet = { server: tmux.status(), sessions: [], windows: [], panes: [] }
  let byId = new Map<PaneId, Pane>()
  const asked = new Set<string>()
  let soon = false
  let closed = false

  const gather = createGather({
    ...{ tmux, book: signs, conversations, tails, log },
    typeOf: id => types().find(one => one.id === byId.get(id)?.agent?.type) ?? null,
    alive: () => agentsToWatch(fleet, types()),
    onEvents: listener => more.reports?.onEvent(listener) ?? (() => {}),
    onSigns: updateSoon,
    onEnd: () => void looks.now(),
  })

  const parts = (): FleetParts => ({
    mirror: tmux.mirror.state(),
    server: tmux.status(),
    looks: looks.byPane,
    types: types(),
    before: new Map(fleet.panes.map(pane => [pane.id, pane.state])),
    names,
    signs,
    tail: tails.facts,
    conversation: id => conversations.current(id)?.conversation ?? null,
    now: Date.now(),
  })

  function update(): void {
    if (closed) return
    const next = viewFleet(parts())
    if (diffFleet(fleet, next) === null) return
    fleet = next
    byId = new Map(fleet.panes.map(pane => [pane.id, pane]))
    changed.emit(fleet)
    gather.follow()
  }

  /** Once for all that is seen in one turn of the event loop. */
  function updateSoon(): void {
    if (soon) return
    soon = true
    setImmediate(() => {
      soon = false
      update()
    })
  }

  /** Our dead panes of unknown status, asked for once each. */
  function askForStatus(): void {
    const unknown = tmux.mirror.state().panes.filter(pane => isManaged(pane) && endsUnknown(pane))
    const fresh = unknown.filter(pane => !asked.has(`${pane.id} ${pane.pid}`))
    for (const pane of fresh) asked.add(`${pane.id} ${pane.pid}`)
    if (fresh.length > 0) void collectStatus(tmux, log)
  }

  function onMirror(): void {
    const { panes } = tmux.mirror.state()
    askForStatus()
    signs.keep(panes)
    tails.keep(new Set(panes.map(pane => pane.id)))
    looks.follow(panes)
    update()
  }

  const undo = [tmux.mirror.onChange(onMirror), tmux.onStatus(update)]
  onMirror()

  return {
    state: () => fleet,
    onChange: listener => changed.on(listener),
    pane: id => byId.get(id) ?? null,
    sessionName: id => homeSessions(tmux.mirror.state()).get(id)?.name ?? '',
    async refresh() {
      await tmux.mirror.refresh()
      await looks.now()
      return fleet
    },
    update,
    explain(id) {
      const pane = tmux.mirror.pane(id)
      const type = types().find(one => one.id === byId.get(id)?.agent?.type) ?? null
      if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
      return explain(pane, parts(), type)
    },
    onEvent: gather.onEvent,
    lookSoon: gather.lookSoon,
    readScreen: gather.readScreen,
    noteInterrupt: gather.noteInterrupt,
    close() {
      closed = true
      for (const one of undo) one()
      gather.close()
      looks.close()
    },
  }
}
