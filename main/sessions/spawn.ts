import type { Act } from '../../ipc/act'
import { HostError } from '../../ipc/failure'
import type { PaneId, Receipt, SessionId } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Programs } from '../agents/programs'
import { createSession } from '../tmux/commands/create-session'
import {
  limitsFollow,
  parseHistoryLimit,
  readHeldHistoryLimit,
  readHistoryLimit,
  setHistoryLimit,
} from '../tmux/commands/history-limit'
import { planWindows } from '../tmux/plan-windows'
import type { MirrorState, Tmux, TmuxSession } from '../tmux/types'
import { absoluteFolder, checkFolder, makeFolder } from './folder'
import type { Starter } from './launch'
import { type AgentCount, checkPrograms, namesIn, type PlannedAgent, planAgents } from './spawn-plan'
import { makeReady, type Started, startAgents } from './start-panes'
import { refuseDeadlyWindow } from './window-size-guard'

/** Cells of a new session's windows until somebody attaches; more when many panes share a window. */
const NEW_SIZE = { width: 160, height: 48 }

interface Spawned {
  readonly sessionId: SessionId
  readonly panes: PaneId[]
  readonly receipts: Receipt[]
  readonly act: Act | null
}

export interface Spawn {
  /** A new session with its agents. Checks everything before anything is made. */
  create(input: {
    name: string
    folder: string
    createFolder: boolean
    agents: AgentCount[]
    prompt?: string | undefined
  }): Promise<Spawned>
  /** More agents, in new windows of a running session; without a folder in the session's own. */
  add(input: {
    sessionId: SessionId
    folder?: string | undefined
    agents: AgentCount[]
    prompt?: string | undefined
  }): Promise<Spawned>
}

interface Options {
  readonly tmux: Tmux
  readonly fleet: FleetService
  readonly types: () => readonly AgentType[]
  readonly programs: Programs
  readonly starter: () => Promise<Starter>
  /** Lines of history of the panes that we start. */
  readonly scrollback: () => number
  /** Delivers the first prompt to agents as soon as each is ready. */
  readonly firstPrompt: (panes: readonly PaneId[], text: string) => Act
}

/** A spawn that is under way. */
interface Begun {
  /** Monotonic ms. */
  readonly at: number
  /** How many agents were asked for. */
  readonly asked: number
  /** Empty for none. */
  readonly prompt: string
}

/** One after the other: two spawns at once would give one name twice. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}

function sessionOf(mirror: MirrorState, id: SessionId): TmuxSession {
  const session = mirror.sessions.find(one => one.id === id)
  if (!session) throw new HostError('no-such-session', 'That session is gone.')
  return session
}

/** How much room new windows of a running session will have: as much as its current one. */
function roomOf(mirror: MirrorState, session: TmuxSession): { width: number; height: number; detached: boolean } {
  const current = session.windows.find(link => link.active) ?? session.windows[0]
  const window = mirror.windows.find(one => one.id === current?.windowId)
  return { width: window?.width ?? NEW_SIZE.width, height: window?.height ?? NEW_SIZE.height, detached: false }
}

/** Agents are started in a folder that is there; `create` makes it when asked. Throws HostError `bad-folder`. */
async function usableFolder(path: string, create: boolean): Promise<{ folder: string; make: boolean }> {
  const folder = absoluteFolder(path)
  const missing = (await checkFolder(folder)) === 'missing'
  if (missing && !create) throw new HostError('bad-folder', `${folder} does not exist.`)
  return { folder, make: missing }
}

/** What a creation's failure means: a name that was taken meanwhile, a session or server that did not live. */
function notCreated(error: unknown, name: string): unknown {
  if (!(error instanceof HostError)) return error
  if (error.code === 'name-taken') return new HostError('name-taken', `There is a session ${name} already.`)
  if (!['version-skew', 'no-server', 'no-such-session', 'no-such-window'].includes(error.code)) return error
  return new HostError(
    'tmux-refused',
    `The session ${name} ended right after it was made (${error.message.trim()})`,
    'Somebody ended it, or the tmux.conf does: with exit-unattached the server ends while nobody is attached.',
  )
}

/** The mirror may be empty because no server runs yet: then there is nothing to list. */
async function freshState(tmux: Tmux): Promise<MirrorState> {
  return tmux.mirror.refresh().catch(error => {
    if (error instanceof HostError && error.code === 'no-server') return tmux.mirror.state()
    throw error
  })
}

/** What was started, as a fresh look shows it; the first prompt is on its way then. */
async function report(
  { fleet, firstPrompt }: Pick<Options, 'fleet' | 'firstPrompt'>,
  sessionId: SessionId,
  started: Started,
  begun: Begun,
): Promise<Spawned> {
  fleet.noteStarted(started.panes.map(one => one.paneId))
  const seen = await fleet.refresh().catch(() => fleet.state())
  const session = seen.sessions.find(one => one.id === sessionId)?.name ?? ''
  const receipts = started.panes.map(({ paneId, agent }): Receipt => {
    const pane = seen.panes.find(one => one.id === paneId)
    const after = pane?.state.name ?? 'exited'
    const fine = pane?.managed === true && !pane.dead
    const detail = pane ? pane.state.explanation : 'It ended at once and its pane is gone.'
    const tookMs = performance.now() - begun.at
    return {
      paneId,
      agent: agent.name,
      session,
      result: fine ? 'done' : 'failed',
      detail,
      before: 'unknown',
      after,
      tookMs,
    }
  })
  if (started.problem !== '') throw new HostError('tmux-refused', told(started, begun.asked, session), started.problem)
  const panes = started.panes.map(one => one.paneId)
  // A shell beside the agents was never meant: no receipt has to say that it got nothing.
  const meant = started.panes.filter(one => one.agent.type.prompting !== null).map(one => one.paneId)
  const act = begun.prompt.trim() === '' ? null : firstPrompt(meant.length > 0 ? meant : panes, begun.prompt)
  return { sessionId, panes, receipts, act }
}

/** Creates sessions of agents and adds agents to running ones. */
export function createSpawn(parts: Options): Spawn {
  const { tmux, fleet, types, programs, starter, scrollback } = parts
  const queued = createQueue()

  async function create(input: Parameters<Spawn['create']>[0]): Promise<Spawned> {
    const at = performance.now()
    const mirror = await freshState(tmux)
    if (!/^[^.:\u0000-\u001f\u007f]+$/u.test(input.name)) throw new HostError('bad-name', 'tmux cannot keep that name.')
    if (mirror.sessions.some(one => one.name === input.name))
      throw new HostError('name-taken', `There is a session ${input.name} already.`)
    const planned = planAgents(input.agents, types(), [])
    const { folder, make } = await usableFolder(input.folder, input.createFolder)
    await checkPrograms(planned, programs)
    await refuseDeadlyWindow(tmux)
    const plan = planWindows(planned.length, { ...NEW_SIZE, detached: true })
    const ready = await prepare(planned, folder)
    const [head] = ready
    if (!head) throw new HostError('bad-input', 'No agent was asked for.')
    if (make) await makeFolder(folder)
    const size = plan[0]?.size ?? NEW_SIZE
    const session = { name: input.name, ...size, historyLimit: scrollback(), first: head.start }
    const first = await createSession(tmux.request, session).catch(error => {
      throw notCreated(error, input.name)
    })
    const started = await startAgents(tmux, first.sessionId, ready, plan, first)
    return report(parts, first.sessionId, started, { at, asked: ready.length, prompt: input.prompt ?? '' })
  }

  async function prepare(planned: readonly PlannedAgent[], folder: string) {
    const how = await starter()
    return planned.map(agent => makeReady(agent, folder, how))
  }

  async function add({
    sessionId,
    folder: wanted,
    agents,
    prompt = '',
  }: Parameters<Spawn['add']>[0]): Promise<Spawned> {
    const at = performance.now()
    const mirror = await tmux.mirror.refresh()
    const session = sessionOf(mirror, sessionId)
    const planned = planAgents(agents, types(), namesIn(await fleet.refresh(), sessionId))
    const { folder } = await usableFolder(wanted ?? session.folder, false)
    await checkPrograms(planned, programs)
    await refuseDeadlyWindow(tmux)
    const ready = await prepare(planned, folder)
    const plan = planWindows(planned.length, roomOf(mirror, session))
    const giveBack = await raiseHistory(tmux, sessionId, scrollback())
    const started = await startAgents(tmux, sessionId, ready, plan, null)
    await giveBack()
    return report(parts, sessionId, started, { at, asked: ready.length, prompt })
  }

  return { create: input => queued(() => create(input)), add: input => queued(() => add(input)) }
}

/**
 * Gives the panes that a session makes at least so much history, never less than it has; returns what sets the session's
 * own option back. Where a limit is fixed when a pane is made, the session has ours for a moment only. Where it follows
 * the session's (3.7), giving it back would take the lines from the agents: then the higher one stays.
 */
async function raiseHistory(tmux: Tmux, sessionId: SessionId, lines: number): Promise<() => Promise<unknown>> {
  const own = parseHistoryLimit(await tmux.request(readHistoryLimit(sessionId)))
  const held = parseHistoryLimit(await tmux.request(readHeldHistoryLimit(sessionId))) ?? 0
  if (lines <= held) return async () => undefined
  await tmux.request(setHistoryLimit(sessionId, lines))
  if (limitsFollow(tmux.status().serverVersion)) return async () => undefined
  return () => tmux.request(setHistoryLimit(sessionId, own)).catch(() => '')
}

function told(started: Started, asked: number, session: string): string {
  const made = started.panes.map(one => one.agent.name).join(', ') || 'none'
  return `${started.panes.length} of ${asked} agents were started in ${session || 'the session'}: ${made}.`
}
