import { homedir } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { HostError } from '../../ipc/failure'
import { diffFleet } from '../../ipc/fleet'
import type { Fleet, Pane, PaneId, Question } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { ProcessIdentity, ProcessTable } from '../processes/types'
import type { MirrorState, Tmux, TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import { collectStatus } from './dead-status'
import { type Explanation, explain } from './explain'
import { type FleetParts, homeSessions, viewFleet } from './fleet-view'
import { createLooks } from './looks'
import { createNames } from './names'
import { isManaged } from './recognise'
import type { Screen } from './screen'
import { type Conversations, createConversations } from './signals/conversations'
import { createGather, type PaneEvent, type ScreenShot } from './signals/gather'
import type { Reports } from './signals/reports'
import { createTranscriptTails } from './signals/transcript-tail'
import { createSignBook, questionOn } from './signs'

export interface FleetService {
  state(): Fleet
  /** Only when something changed; states that differ are new objects, so `diffFleet` tells what. */
  onChange(listener: (fleet: Fleet) => void): Undo
  pane(id: PaneId): Pane | null
  /** Name of the session that a pane belongs to, empty when it is gone. */
  sessionName(id: PaneId): string
  /** Lists tmux and looks at the processes afresh. Rejects as `Mirror.refresh` does. */
  refresh(): Promise<Fleet>
  /**
   * True for an agent whose start was seen, and that nothing has been seen of but its start: it may be at a question that
   * cannot be read. Also false for a pane that is gone.
   */
  mayBeAtGate(id: PaneId): boolean
  /** What runs in these panes was started by us just now. */
  noteStarted(ids: readonly PaneId[]): void
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
  /** Screens as they are captured. */
  onScreen(listener: (shot: ScreenShot) => void): Undo
  /** The agent's own process as it was seen last; null when it was not seen, or the pane is gone. */
  programOf(id: PaneId): ProcessIdentity | null
  /** The question on its screen as that was captured last; null for none. */
  question(id: PaneId): Question | null
  /** Unix ms of the last look at its screen when that asks for the interrupt key once more; null when it does not. */
  asksAgain(id: PaneId): number | null
  /** An answer was sent to its question, which is to be seen all the same: from now on that is another one. */
  noteAnswer(id: PaneId): void
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

/** Our dead panes of unknown status, asked for once each. */
function createStatusAsker(tmux: Options['tmux'], log: Log): () => void {
  const asked = new Set<string>()
  return () => {
    const unknown = tmux.mirror.state().panes.filter(pane => isManaged(pane) && endsUnknown(pane))
    const fresh = unknown.filter(pane => !asked.has(`${pane.id} ${pane.pid}`))
    for (const pane of fresh) asked.add(`${pane.id} ${pane.pid}`)
    if (fresh.length > 0) void collectStatus(tmux, log)
  }
}

/** ms in which what is seen and told is gathered: fifty agents at work change some hundred things a second. */
const GATHER = 25

/** Whether nothing but titles of panes has changed (those of working agents do so all the time). */
function onlyTitles(before: MirrorState, now: MirrorState): boolean {
  if (before.sessions !== now.sessions || before.windows !== now.windows) return false
  if (before.panes.length !== now.panes.length) return false
  return now.panes.every((pane, i) => {
    const old = before.panes[i]
    return pane === old || (old !== undefined && isDeepStrictEqual({ ...pane, title: '' }, { ...old, title: '' }))
  })
}

/** A fleet that is built anew from its parts, and told of when it differs. */
interface Built {
  fleet: Fleet
  byId: ReadonlyMap<PaneId, Pane>
  /** Tells when it differs from before. */
  build(): void
  /** Builds once for all that happens within `GATHER` ms. */
  soon(): void
}

function createBuilt(
  parts: (before: Fleet) => FleetParts,
  server: Fleet['server'],
  onBuilt: (fleet: Fleet) => void,
): Built {
  let planned = false
  const built: Built = {
    fleet: { server, sessions: [], windows: [], panes: [] },
    byId: new Map(),
    build() {
      const next = viewFleet(parts(built.fleet))
      if (diffFleet(built.fleet, next) === null) return
      built.fleet = next
      built.byId = new Map(next.panes.map(pane => [pane.id, pane]))
      onBuilt(next)
    },
    soon() {
      if (planned) return
      planned = true
      setTimeout(() => {
        planned = false
        built.build()
      }, GATHER)
    },
  }
  return built
}

/** All that is remembered of panes: their processes, what they have shown and told, their conversations. */
function createMemory({ tmux, types, readProcesses, log, ...more }: Options, onSeen: () => void, now: () => void) {
  const panes = () => tmux.mirror.state().panes
  const looks = createLooks({ panes, types, readProcesses, onLooked: now, log })
  const conversations = more.conversations ?? createConversations()
  const tails = createTranscriptTails({ home: homedir(), env: process.env, onChange: onSeen })
  const names = createNames()
  const signs = createSignBook()
  const typeOf = (pane: Pane | null | undefined) => types().find(one => one.id === pane?.agent?.type) ?? null
  return {
    ...{ looks, conversations, tails, signs, typeOf },
    signsOf(id: PaneId, seen: Pane | undefined) {
      const pane = tmux.mirror.pane(id)
      const type = typeOf(seen)
      return pane && { type, signs: signs.of(pane, type?.id ?? '') }
    },
    parts: (before: Fleet): FleetParts => ({
      mirror: tmux.mirror.state(),
      server: tmux.status(),
      looks: looks.byPane,
      types: types(),
      before: new Map(before.panes.map(pane => [pane.id, pane.state])),
      names,
      signs,
      tail: tails.facts,
      conversation: id => conversations.current(id)?.conversation ?? null,
      now: Date.now(),
    }),
    /** Forgets panes that are gone, looks at those that have changed. */
    follow() {
      signs.keep(panes())
      tails.keep(new Set(panes().map(pane => pane.id)))
      looks.follow(panes())
    },
  }
}

type Memory = ReturnType<typeof createMemory>

/** What is told of an agent's start and question as they were seen last. */
function lastSeen(
  signsOf: Memory['signsOf'],
  paneOf: (id: PaneId) => Pane | undefined,
  onChange: () => void,
): Pick<FleetService, 'mayBeAtGate' | 'question' | 'asksAgain' | 'noteAnswer'> {
  return {
    mayBeAtGate(id) {
      const known = signsOf(id, paneOf(id))
      return known !== null && known.signs.bornAt !== null && !known.signs.begun
    },
    question(id) {
      const known = signsOf(id, paneOf(id))
      return known?.type && known.signs.screen ? questionOn(known.type, known.signs.screen) : null
    },
    asksAgain(id) {
      const screen = signsOf(id, paneOf(id))?.signs.screen
      return screen?.reading?.asksAgain ? screen.at : null
    },
    noteAnswer(id) {
      const { signs } = signsOf(id, paneOf(id)) ?? {}
      if (signs?.screen?.asked) signs.screen = { ...signs.screen, asked: { ...signs.screen.asked, at: Date.now() } }
      onChange()
    },
  }
}

/**
 * The fleet: tmux's objects (mirror) with the agents that were recognised in them and their states. Only reads: sessions
 * that nobody acts on are left as they are.
 */
export function createFleet(options: Options): FleetService {
  const { tmux, types, log, reports } = options
  const changed = createEmitter<Fleet>()
  let closed = false
  const update = () => void (closed || built.build())
  const updateSoon = () => void (closed || built.soon())
  const memory = createMemory(options, updateSoon, update)
  const { looks, signs, conversations, tails } = memory
  const built = createBuilt(memory.parts, tmux.status(), fleet => {
    if (closed) return
    changed.emit(fleet)
    gather.follow()
  })
  const gather = createGather({
    ...{ tmux, book: signs, conversations, tails, log },
    typeOf: id => memory.typeOf(built.byId.get(id)),
    alive: () => agentsToWatch(built.fleet, types()),
    onEvents: listener => reports?.onEvent(listener) ?? (() => {}),
    onSigns: updateSoon,
    onEnd: () => void looks.now(),
  })
  const askForStatus = createStatusAsker(tmux, log)

  let mirrored: MirrorState = tmux.mirror.state()

  function onMirror(): void {
    const before = mirrored
    mirrored = tmux.mirror.state()
    if (before !== mirrored && onlyTitles(before, mirrored)) return updateSoon()
    askForStatus()
    memory.follow()
    update()
  }

  const undo = [tmux.mirror.onChange(onMirror), tmux.onStatus(update)]
  onMirror()

  return {
    state: () => built.fleet,
    onChange: listener => changed.on(listener),
    pane: id => built.byId.get(id) ?? null,
    sessionName: id => homeSessions(tmux.mirror.state()).get(id)?.name ?? '',
    async refresh() {
      await tmux.mirror.refresh()
      await looks.now()
      return built.fleet
    },
    ...lastSeen(memory.signsOf, id => built.byId.get(id), updateSoon),
    noteStarted(ids) {
      for (const id of ids) signs.started(id)
      updateSoon()
    },
    update,
    explain(id) {
      const pane = tmux.mirror.pane(id)
      if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
      return explain(pane, memory.parts(built.fleet), memory.typeOf(built.byId.get(id)))
    },
    onEvent: gather.onEvent,
    lookSoon: gather.lookSoon,
    readScreen: gather.readScreen,
    onScreen: gather.onScreen,
    programOf: looks.programOf,
    noteInterrupt: gather.noteInterrupt,
    close() {
      closed = true
      for (const one of undo) one()
      gather.close()
      looks.close()
    },
  }
}
