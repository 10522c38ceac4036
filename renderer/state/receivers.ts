import type { Fleet, Pane, PaneId, Session, SessionId, StateName } from '../../ipc/model'
import { paneById, paneName, panesOfFleet, panesOfSession, sessionById, sessionOfPane } from './selectors'
import type { View } from './view-store'

/** Whose agents are meant. `name` is what it was called when it was meant, so that it can still be named when gone. */
export type Scope =
  | { readonly kind: 'fleet' }
  | { readonly kind: 'session'; readonly sessionId: SessionId; readonly name: string }
  | { readonly kind: 'pane'; readonly paneId: PaneId; readonly sessionId: SessionId; readonly name: string }

/** Who shall receive a prompt, as the person chose it. */
export interface ReceiverChoice {
  readonly scope: Scope
  /** Single agents of the scope; null: all that fit. What narrows by type or state says nothing about them. */
  readonly picks: readonly PaneId[] | null
  /** Ids of agent types; empty: all. */
  readonly types: readonly string[]
  readonly idleOnly: boolean
  readonly whenBusy: 'skip' | 'hold'
}

/**
 * What would become of one agent, in words. now: it gets the prompt; held: as soon as it is idle; busy: it is meant, but
 * left out as it is not idle; unchosen: left out by choice; never: no prompt can go there, whatever is chosen.
 */
export interface Verdict {
  readonly kind: 'now' | 'held' | 'busy' | 'unchosen' | 'never'
  readonly says: string
}

/** An agent of the scope with what would become of it. */
export interface Candidate {
  readonly pane: Pane
  readonly session: Session
  readonly verdict: Verdict
}

/** What the view shows, as a scope. */
export function scopeOfView(fleet: Fleet | null, view: View): Scope {
  if (view.kind === 'fleet') return view
  const session = sessionById(fleet, view.sessionId)
  const { sessionId } = view
  if (view.kind === 'session') return { kind: 'session', sessionId, name: session?.name ?? '' }
  const pane = paneById(fleet, view.paneId)
  const name = pane && session ? `${paneName(pane)} in ${session.name}` : ''
  return { kind: 'pane', paneId: view.paneId, sessionId, name }
}

/** Whether what is meant still exists; the fleet always does. */
export function scopeLives(fleet: Fleet | null, scope: Scope): boolean {
  if (scope.kind === 'fleet') return true
  return (scope.kind === 'session' ? sessionById(fleet, scope.sessionId) : paneById(fleet, scope.paneId)) !== null
}

/** A prompt must never run as a command: shells are no receivers, whatever is chosen. */
const isShell = (pane: Pane) => pane.agent?.type === 'shell'

/** Whether a prompt may ever go to what runs in this pane. */
export function canBePrompted(pane: Pane): boolean {
  return pane.agent !== null && !isShell(pane) && !pane.agent.unprompted
}

function placesOf(fleet: Fleet | null, scope: Scope): { readonly session: Session; readonly pane: Pane }[] {
  if (scope.kind === 'fleet') return panesOfFleet(fleet).filter(({ pane }) => pane.agent)
  if (scope.kind === 'pane') {
    const pane = paneById(fleet, scope.paneId)
    const session = pane && sessionOfPane(fleet, pane, scope.sessionId)
    return pane && session ? [{ session, pane }] : []
  }
  const session = sessionById(fleet, scope.sessionId)
  if (!session) return []
  return panesOfSession(fleet, session).flatMap(pane => (pane.agent ? [{ session, pane }] : []))
}

/** Why no prompt can go there as it is now, whatever is chosen; empty when one can. */
function obstacle(pane: Pane): string {
  if (!pane.agent) return 'no agent runs in it'
  if (isShell(pane)) return 'a shell would run it as a command'
  if (pane.agent.unprompted) return 'its kind takes no prompts from here'
  return pane.dead || pane.state.name === 'exited' ? 'exited' : ''
}

const BUSY: Partial<Record<StateName, string>> = {
  starting: 'starting',
  working: 'working',
  waiting: 'waits for an answer',
  held: 'held up',
}

/** What may pass by itself; empty when a prompt can be typed now. The host's own checks are in the same order. */
function busyWith(pane: Pane): string {
  if (pane.inMode) return 'in copy mode'
  return pane.frozen ? 'frozen' : (BUSY[pane.state.name] ?? '')
}

/** What the host would do by the agent's state: idle ones are prompted, busy ones left alone or waited for. */
function byState(pane: Pane, whenBusy: ReceiverChoice['whenBusy']): Verdict {
  const busy = busyWith(pane)
  if (busy)
    return whenBusy === 'hold' ? { kind: 'held', says: `held until idle: ${busy}` } : { kind: 'busy', says: busy }
  // A turn that ended in an error leaves an open composer. What cannot be read is looked at again before anything is typed.
  const unread = pane.state.name === 'unknown'
  return { kind: 'now', says: unread ? 'receives if its composer is open' : 'receives' }
}

const unchosen = (says: string): Verdict => ({ kind: 'unchosen', says })

function judge(pane: Pane, { picks, types, idleOnly, whenBusy }: ReceiverChoice): Verdict {
  const never = obstacle(pane)
  if (never) return { kind: 'never', says: never }
  if (picks) return picks.includes(pane.id) ? byState(pane, whenBusy) : unchosen('not chosen')
  if (types.length > 0 && !types.includes(pane.agent?.type ?? '')) return unchosen('another type')
  if (idleOnly && pane.state.name !== 'idle') return unchosen(`not idle: ${pane.state.name}`)
  return byState(pane, whenBusy)
}

/** All agents of the scope in the order of the views, each once (a linked window stands in several sessions). */
export function candidatesOf(fleet: Fleet | null, choice: ReceiverChoice): Candidate[] {
  const seen = new Set<PaneId>()
  return placesOf(fleet, choice.scope).flatMap(({ pane, session }) => {
    if (seen.has(pane.id)) return []
    seen.add(pane.id)
    return [{ pane, session, verdict: judge(pane, choice) }]
  })
}

/** Those that get the prompt, now or later. */
export function receiversOf(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ verdict }) => verdict.kind === 'now' || verdict.kind === 'held')
}

/** Types of the agents that a prompt can go to, in the order in which they come. */
export function typesOf(candidates: readonly Candidate[]): string[] {
  return [...new Set(candidates.flatMap(({ pane }) => (canBePrompted(pane) && pane.agent ? [pane.agent.type] : [])))]
}

/** Why nobody would receive; empty when somebody does. */
export function nobodyBecause(fleet: Fleet | null, choice: ReceiverChoice, candidates: readonly Candidate[]): string {
  if (receiversOf(candidates).length > 0) return ''
  const { scope, picks } = choice
  if (scope.kind !== 'fleet' && !scopeLives(fleet, scope)) return `${scope.name || 'What was meant'} is gone.`
  if (picks && !candidates.some(({ pane }) => picks.includes(pane.id))) return 'The agents that were chosen are gone.'
  const [only] = candidates
  if (only && candidates.length === 1) return `${paneName(only.pane)}: ${only.verdict.says}.`
  if (!candidates.some(({ pane }) => canBePrompted(pane))) return 'There is no agent that takes prompts.'
  const busy = candidates.some(({ verdict }) => verdict.kind === 'busy')
  if (busy) return 'No agent is free: they can be held until idle.'
  const unchosen = candidates.some(({ verdict }) => verdict.kind === 'unchosen')
  return unchosen ? 'No agent fits what is chosen.' : 'No agent can receive now.'
}
