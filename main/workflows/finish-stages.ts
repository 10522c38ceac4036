import { randomUUID } from 'node:crypto'
import type { Act } from '../../ipc/act'
import { HostError } from '../../ipc/failure'
import type { Finish, FinishPlan } from '../../ipc/finish'
import type { Pane, SessionId } from '../../ipc/model'
import type { SavedBefore } from '../../ipc/saved-before'
import type { ActBook } from '../agents/acts'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Send } from '../agents/send/send'
import type { Log } from '../log/log'
import type { Kill } from '../sessions/kill'
import type { Tmux } from '../tmux/types'
import { type Followed, type Rests, standing } from './finish-agent'
import type { Outputs } from './save-outputs'

export interface FinishParts {
  readonly tmux: Pick<Tmux, 'mirror' | 'serverPid'>
  readonly fleet: Pick<FleetService, 'state' | 'pane' | 'onChange'>
  readonly types: () => readonly AgentType[]
  readonly send: Pick<Send, 'send' | 'cancel'>
  readonly book: Pick<ActBook, 'find' | 'onChange'>
  readonly outputs: Outputs
  readonly kill: Pick<Kill, 'kill'>
  /**
   * The place of the checkpoint: called right before a session is ended; gives what is told of it. What it rejects with is
   * shown, and nothing is ended.
   */
  readonly beforeKill: (sessionId: SessionId) => Promise<SavedBefore[]>
  readonly log: Log
  readonly rests?: Rests
}

/** The longest time that a timer takes, ms (24 days). */
const FOREVER = 2 ** 31 - 1

/** A run's memory, and how its stages wait. */
export interface Run {
  readonly plan: FinishPlan
  readonly parts: FinishParts
  readonly signal: AbortSignal
  readonly agents: readonly Followed[]
  wanted: 'without' | 'kill' | null
  /** Processes are being ended: it cannot be cancelled any more. */
  ending: boolean
  get(): Finish
  /** Changes what is told; after the end nothing changes any more. */
  put(change: Partial<Finish>): void
  /** Waits until `test` gives something; null when the run is over. `again(ms)`: test again by then. */
  until<T>(test: (again: (ms: number) => void) => T | null): Promise<T | null>
  /** The panes that end with the session, as they are now. */
  panes(): Pane[]
}

function isShell({ types }: FinishParts, pane: Pane): boolean {
  return types().some(type => type.id === pane.agent?.type && type.kind === 'shell')
}

/** Agents that are asked and waited for: all but shells. */
export function agentsAmong(parts: FinishParts, panes: readonly Pane[]): Pane[] {
  return panes.filter(pane => pane.agent !== null && !isShell(parts, pane))
}

function actOf(run: Run): Act | null {
  const { asked } = run.get()
  return asked && (run.parts.book.find(asked.id) ?? asked)
}

/** Looks at all agents afresh and tells how they stand; ms until time alone may change that. */
function look(run: Run): { busy: number; again: number } {
  const { fleet, rests } = run.parts
  const act = actOf(run)
  let again = FOREVER
  const agents = run.agents.map(one => {
    const pane = fleet.pane(one.paneId)
    const receipt = act?.receipts.find(found => found.paneId === one.paneId) ?? null
    const stands = standing(one, pane, receipt, Date.now(), rests)
    again = Math.min(again, stands.again ?? FOREVER)
    const state = pane?.state.name ?? ('exited' as const)
    return { paneId: one.paneId, agent: one.agent, state, progress: stands.progress, detail: stands.detail }
  })
  run.put({ agents, asked: act })
  return { busy: agents.filter(one => one.progress === 'busy').length, again }
}

/** Sends the request by the one path of every prompt. Without waiting nothing is held: who is busy is not asked. */
function ask(run: Run): void {
  const { plan, parts } = run
  const typed = new Set(parts.types().flatMap(type => (type.prompting ? [type.id] : [])))
  const paneIds = agentsAmong(parts, run.panes()).flatMap(pane => (typed.has(pane.agent?.type ?? '') ? [pane.id] : []))
  if (plan.ask === null || paneIds.length === 0) return
  const to = { target: { kind: 'panes' as const, paneIds } }
  const whenBusy = plan.waitMs === null ? 'skip' : 'hold'
  run.put({ asked: parts.send.send({ id: randomUUID(), text: plan.ask, to, whenBusy, clearDraft: false }) })
}

/** What is not typed yet is given up, and who is not ready is left as it is. */
function goOnWithout(run: Run): void {
  const act = actOf(run)
  if (act?.open) run.parts.send.cancel(act.id)
  for (const one of run.agents) one.left = true
  look(run)
}

const many = (count: number, one: string, more: string) => (count === 1 ? `1 ${one}` : `${count} ${more}`)

/**
 * Waits until every agent is ready, or gone; at the limit of time for the user's word, also when all are ready later:
 * nothing goes on by the time alone.
 */
async function waitForAgents(run: Run): Promise<void> {
  const { plan } = run
  const waitUntil = plan.waitMs === null ? null : Date.now() + plan.waitMs
  run.put({ waitUntil })
  await run.until(again => {
    const { busy, again: soon } = look(run)
    const act = actOf(run)
    run.put({ step: act?.open ? 'asking' : 'waiting' })
    if (run.wanted === 'without' || (waitUntil === null && !act?.open)) return true
    const left = waitUntil === null ? FOREVER : waitUntil - Date.now()
    if (left <= 0) {
      run.put({ problem: `The time is up: ${many(busy, 'agent is', 'agents are')} not ready.` })
      // Who comes to rest from now on is ready by time alone, and nobody else would look again.
      again(soon)
      return null
    }
    again(Math.min(soon, left))
    return busy === 0 && !act?.open ? true : null
  })
  if (run.signal.aborted) return
  if (run.wanted === 'without' || waitUntil === null) goOnWithout(run)
  run.wanted = null
  run.put({ waitUntil: null, problem: '' })
}

async function save(run: Run): Promise<void> {
  const { plan, parts, signal } = run
  if (!plan.save) return
  run.put({ step: 'saving' })
  const ids = run.panes().map(pane => pane.id)
  const saved = (one: Finish['outputs'][number]) => run.put({ outputs: [...run.get().outputs, one] })
  await parts.outputs.save(ids, plan.save, { saved, signal })
}

/** Why the session is not ended without another word, though that was wished; empty when it may be. */
function whyNotYet(run: Run): string {
  const unsaved = run.get().outputs.filter(one => one.problem !== '').length
  if (unsaved > 0) return `${many(unsaved, 'output was', 'outputs were')} not saved.`
  const { busy } = look(run)
  if (busy > 0) return `${many(busy, 'agent is', 'agents are')} not ready any more.`
  const known = new Set(run.agents.map(one => one.paneId))
  const fresh = agentsAmong(run.parts, run.panes()).filter(pane => !known.has(pane.id)).length
  return fresh > 0 ? `${many(fresh, 'agent was', 'agents were')} added meanwhile.` : ''
}

/** Ends the session; false when it is still there and may be tried again. */
async function end(run: Run): Promise<boolean> {
  const { parts, plan } = run
  const { sessionId } = plan
  run.put({ step: 'checkpoint', problem: '' })
  try {
    const before = await parts.beforeKill(sessionId)
    if (before.length > 0) run.put({ before })
  } catch (error) {
    const words = error instanceof HostError ? error.message : 'an error of Quarterdeck, see the log.'
    if (!(error instanceof HostError)) parts.log.error('what comes before a kill failed', { error: String(error) })
    run.put({ step: 'ready', problem: `Nothing was ended, as what comes before that failed: ${words}` })
    return false
  }
  if (run.signal.aborted) return true
  run.ending = true
  run.put({ step: 'killing' })
  const killed = await parts.kill.kill({ kind: 'session', sessionId }, { endShared: plan.endShared })
  run.put({ step: 'done', killed })
  return true
}

/** From `ready` on: at once where the kill was wished and nothing speaks against it, else at the user's word. */
async function untilKilled(run: Run): Promise<void> {
  const why = run.plan.kill ? whyNotYet(run) : ''
  run.put({ step: 'ready', problem: why })
  if (!run.plan.kill || why !== '') await run.until(() => run.wanted === 'kill' || null)
  while (!run.signal.aborted) {
    run.wanted = null
    if (await end(run)) return
    await run.until(() => run.wanted === 'kill' || null)
  }
}

/** Goes through all stages. A cancelled run returns where it stands. Never rejects. */
export async function runStages(run: Run): Promise<void> {
  try {
    ask(run)
    await waitForAgents(run)
    if (!run.signal.aborted) await save(run)
    if (!run.signal.aborted) await untilKilled(run)
  } catch (error) {
    const known = error instanceof HostError
    if (!known) run.parts.log.error('finishing failed', { error: error instanceof Error ? error.stack : String(error) })
    run.put({ step: 'failed', problem: known ? error.message : 'An error of Quarterdeck: see the log.' })
  }
}
