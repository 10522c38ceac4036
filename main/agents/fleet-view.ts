import type { Agent, AgentState, Fleet, Pane, PaneId, ServerStatus, Session } from '../../ipc/model'
import type { MirrorState, TmuxPane, TmuxSession } from '../tmux/types'
import type { AgentType, TranscriptFacts } from './agent-type'
import { evidenceOf } from './evidence'
import type { PaneLook } from './look'
import type { Named, Names } from './names'
import { isManaged, isReady, type Recognised, recognise } from './recognise'
import { isPastStart, type SignBook, type Signs, titleSeen } from './signs'
import { type Evidence, judge, withAge } from './state'

/** All that a fleet is made of at one moment. */
export interface FleetParts {
  readonly mirror: MirrorState
  readonly server: ServerStatus
  readonly looks: ReadonlyMap<PaneId, PaneLook>
  readonly types: readonly AgentType[]
  /** States as they were, for their age. */
  readonly before: ReadonlyMap<PaneId, AgentState>
  readonly names: Names
  /** What panes have told and shown; titles that were not looked at by themselves are taken from the mirror. */
  readonly signs: SignBook
  /** What the end of its transcript tells of a pane. */
  readonly tail: (id: PaneId) => TranscriptFacts | null
  /** The conversation that goes on in a life of an agent, by its id. */
  readonly conversation: (agentId: string) => string | null
  /** Unix ms. */
  readonly now: number
}

/** A mirror's state never changes, so its answer is kept with it. */
const homesOf = new WeakMap<MirrorState, ReadonlyMap<PaneId, TmuxSession>>()

/** The session that a pane belongs to: the first that holds its window (a linked window is in several). */
export function homeSessions(mirror: MirrorState): ReadonlyMap<PaneId, TmuxSession> {
  const known = homesOf.get(mirror)
  if (known) return known
  const byWindow = new Map<string, TmuxSession>()
  for (const session of mirror.sessions)
    for (const link of session.windows) if (!byWindow.has(link.windowId)) byWindow.set(link.windowId, session)
  const homes = new Map<PaneId, TmuxSession>()
  for (const pane of mirror.panes) {
    const session = byWindow.get(pane.windowId)
    if (session) homes.set(pane.id, session)
  }
  homesOf.set(mirror, homes)
  return homes
}

/** Panes of one session in tmux's order: by window index, then by place in the window. */
function inOrder(session: TmuxSession, panes: readonly TmuxPane[]): TmuxPane[] {
  const place = new Map(session.windows.map(link => [link.windowId, link.index]))
  return [...panes].sort((a, b) => (place.get(a.windowId) ?? 0) - (place.get(b.windowId) ?? 0) || a.index - b.index)
}

function nameAgents(parts: FleetParts, found: ReadonlyMap<PaneId, Recognised>): Map<PaneId, string> {
  const homes = homeSessions(parts.mirror)
  const names = new Map<PaneId, string>()
  for (const session of parts.mirror.sessions) {
    const panes = parts.mirror.panes.filter(pane => homes.get(pane.id) === session && found.has(pane.id))
    const named = inOrder(session, panes).map((pane): Named => {
      const one = found.get(pane.id)
      return { paneId: pane.id, type: one?.type ?? '', name: one?.name ?? null }
    })
    for (const [paneId, name] of parts.names.assign(session.id, named)) names.set(paneId, name)
  }
  return names
}

/** What counts as evidence of one pane's state, with the signs that it comes from. */
export function evidenceFor(
  pane: TmuxPane,
  parts: FleetParts,
  type: AgentType | null,
): { all: Evidence[]; signs: Signs } {
  const signs = parts.signs.of(pane, type?.id ?? '')
  if (type && !signs.watched) signs.title = titleSeen(signs.title, type, pane.title, parts.now)
  return { all: evidenceOf(pane, parts.looks.get(pane.id), type, signs, parts.now), signs }
}

/** What is known of an agent besides its state; nothing of one that has ended. */
function conversationOf(
  pane: TmuxPane,
  parts: FleetParts,
  signs: Signs,
): Pick<Pane, 'task' | 'context' | 'conversation'> {
  const facts = parts.tail(pane.id)
  const task = signs.task || facts?.task || ''
  const conversation = isManaged(pane) ? parts.conversation(pane.options.id) : null
  return {
    ...(task ? { task } : {}),
    ...(facts?.context ? { context: { ...facts.context } } : {}),
    ...(conversation ? { conversation } : {}),
  }
}

function agentOf(found: Recognised, name: string | undefined, type: AgentType | null): Agent {
  const unprompted = type?.kind !== 'shell' && !type?.prompting
  const agent = { type: found.type, name: name ?? found.type, source: found.source }
  return unprompted ? { ...agent, unprompted } : agent
}

function paneOf(pane: TmuxPane, parts: FleetParts, found: Recognised | undefined, name: string | undefined): Pane {
  const { options: _, alternate: __, ...facts } = pane
  const type = parts.types.find(one => one.id === found?.type) ?? null
  const agent = found ? agentOf(found, name, type) : null
  const { all, signs } = evidenceFor(pane, parts, type)
  const judged = judge(all, { interruptedAt: signs.interruptedAt, now: parts.now })
  if (judged.overtaken && signs.told) signs.told = { ...signs.told, overtaken: judged.overtaken }
  const state = withAge(judged.state, parts.before.get(pane.id) ?? null, parts.now)
  if (isPastStart(state)) signs.begun = true
  const look = parts.looks.get(pane.id)
  const frozen = look?.frozen === true && look.pid === pane.pid && agent !== null
  const known = agent ? conversationOf(pane, parts, signs) : {}
  const ready = isReady(pane) ? { ready: true as const } : {}
  return { ...facts, managed: isManaged(pane), agent, state, ...known, ...ready, ...(frozen ? { frozen } : {}) }
}

function sessionOf(session: TmuxSession, panes: readonly Pane[]): Session {
  const windows = new Set(session.windows.map(link => link.windowId))
  const managed = panes.some(pane => windows.has(pane.windowId) && (pane.managed || pane.agent !== null))
  return { ...session, windows: [...session.windows], clients: [...session.clients], managed }
}

/**
 * The fleet that follows from its parts. Changes nothing but `names` (the numbers it gave) and, among `signs`, titles and what follows
 * from the states.
 */
export function viewFleet(parts: FleetParts): Fleet {
  const found = new Map<PaneId, Recognised>()
  for (const pane of parts.mirror.panes) {
    const one = recognise(pane, parts.looks.get(pane.id), parts.types)
    if (one) found.set(pane.id, one)
  }
  const names = nameAgents(parts, found)
  const panes = parts.mirror.panes.map(pane => paneOf(pane, parts, found.get(pane.id), names.get(pane.id)))
  return {
    server: parts.server,
    sessions: parts.mirror.sessions.map(session => sessionOf(session, panes)),
    windows: parts.mirror.windows.map(window => ({ ...window, panes: [...window.panes] })),
    panes,
  }
}
