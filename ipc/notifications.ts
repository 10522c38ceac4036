import type { Fleet, Pane, PaneId, Session, SessionId } from './model'
import type { Settings } from './settings'

/** One desktop notification. Texts are printable and short, but still what programs wrote: never markup. */
export interface Notice {
  /** The same for the same facts: a system that knows tags shows it once, whichever window tells it. */
  readonly tag: string
  readonly title: string
  /** Lines; empty where the title says all. */
  readonly body: string
  /** What a click shows. */
  readonly show: { readonly sessionId: SessionId; readonly paneId: PaneId | null }
}

/** What a person has before their eyes: the place that a window with the focus shows. Null: no window has the focus. */
export interface Looking {
  readonly sessionId: SessionId | null
  readonly paneId: PaneId | null
}

/** What was told or seen already, and who has worked since: the memory of `decideNotifications`. */
export interface Told {
  /** `waiting ID of the question` or `error`, by pane, while it lasts. */
  readonly panes: ReadonlyMap<PaneId, string>
  /** Sessions in which an agent has worked since all were idle. */
  readonly worked: ReadonlySet<SessionId>
}

/** Nothing was told yet. */
export const NOTHING_TOLD: Told = { panes: new Map(), worked: new Set() }

interface Fact {
  readonly kind: 'waiting' | 'error' | 'allIdle'
  readonly session: Session
  readonly pane: Pane | null
  /** Unix ms: the oldest is shown first. */
  readonly since: number
  readonly key: string
}

/** Controls, and marks that turn the direction of text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu
/** Characters; what is longer is cut by every desktop, each at another place. */
const MOST_NAME = 60
const MOST_LINE = 120
/** Lines of a grouped notification; desktops show three or four. */
const MOST_LINES = 3

/** Text of a program as one line of at most `most` characters, without what could hide or turn it. */
export function printable(text: string, most: number): string {
  const line = text.slice(0, 1000).replace(HIDDEN, ' ').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line
}

/** What is to be told of a pane while its state lasts; empty: nothing. */
function keyOf(pane: Pane): string {
  if (!pane.agent) return ''
  if (pane.state.name === 'waiting') return `waiting ${pane.state.question?.id ?? ''}`.trim()
  return pane.state.name === 'error' ? 'error' : ''
}

/** The question of a pane is read a moment after the state, and may be unreadable for a moment: that is no new one. */
function isSame(told: string | undefined, key: string): boolean {
  if (told === key) return true
  return (
    told !== undefined && key.startsWith('waiting') && (told === 'waiting' || (key === 'waiting' && told !== 'error'))
  )
}

/** What is remembered of a pane from now on; undefined: nothing. A state that is unreadable does not end what was told. */
function remembered(pane: Pane, told: string | undefined, key: string): string | undefined {
  if (key === '') return pane.state.name === 'unknown' ? told : undefined
  return key === 'waiting' && told?.startsWith(key) ? told : key
}

function holderOf(fleet: Fleet, pane: Pane): Session | null {
  return fleet.sessions.find(session => session.windows.some(link => link.windowId === pane.windowId)) ?? null
}

function agentsOf(fleet: Fleet, session: Session): Pane[] {
  const windows = new Set(session.windows.map(link => link.windowId))
  return fleet.panes.filter(pane => pane.agent !== null && pane.agent.type !== 'shell' && windows.has(pane.windowId))
}

const isBusy = (pane: Pane) => pane.state.name === 'working' || pane.state.name === 'held'
const isDone = (pane: Pane) => pane.state.name === 'idle' || pane.state.name === 'exited'

function factOf(fleet: Fleet, pane: Pane, key: string): Fact[] {
  const session = holderOf(fleet, pane)
  if (!session) return []
  const { since } = pane.state
  return [{ kind: key === 'error' ? 'error' : 'waiting', session, pane, since, key: `${pane.id} ${key} ${since}` }]
}

function paneFacts(fleet: Fleet, told: Told): { facts: Fact[]; panes: Map<PaneId, string> } {
  const facts: Fact[] = []
  const panes = new Map<PaneId, string>()
  for (const pane of fleet.panes) {
    const key = keyOf(pane)
    const before = told.panes.get(pane.id)
    const keep = remembered(pane, before, key)
    if (keep !== undefined) panes.set(pane.id, keep)
    if (key !== '' && !isSame(before, key)) facts.push(...factOf(fleet, pane, key))
  }
  return { facts, panes }
}

function idleFacts(fleet: Fleet, told: Told): { facts: Fact[]; worked: Set<SessionId> } {
  const facts: Fact[] = []
  const worked = new Set<SessionId>()
  for (const session of fleet.sessions) {
    const agents = agentsOf(fleet, session)
    const idle = agents.filter(pane => pane.state.name === 'idle')
    const did = told.worked.has(session.id) || agents.some(isBusy)
    if (!did) continue
    const since = Math.max(0, ...idle.map(pane => pane.state.since))
    if (idle.length > 0 && agents.every(isDone))
      facts.push({ kind: 'allIdle', session, pane: null, since, key: `${session.id} idle ${since}` })
    else worked.add(session.id)
  }
  return { facts, worked }
}

/** A person who looks at an agent sees what it wants; of a session that is in view, that it is done. */
function isSeen({ pane, session }: Fact, looking: Looking | null): boolean {
  if (!looking) return false
  return pane ? looking.paneId === pane.id : looking.sessionId === session.id
}

const nameOf = ({ pane, session }: Fact) =>
  `${printable(pane?.agent?.name ?? '', MOST_NAME)} in ${printable(session.name, MOST_NAME)}`

function titleOf(fact: Fact, fleet: Fleet): string {
  if (fact.kind === 'waiting') return `${nameOf(fact)} waits for an answer`
  if (fact.kind === 'error') return `${nameOf(fact)} has an error`
  const agents = agentsOf(fleet, fact.session)
  const name = printable(fact.session.name, MOST_NAME)
  if (agents.length === 1) return `The agent of ${name} is idle`
  const allIdle = agents.every(pane => pane.state.name === 'idle')
  return allIdle ? `All ${agents.length} agents of ${name} are idle` : `The agents of ${name} are idle or have ended`
}

function bodyOf({ kind, pane }: Fact): string {
  if (!pane) return ''
  return printable(kind === 'waiting' ? (pane.state.question?.title ?? '') : pane.state.explanation, MOST_LINE)
}

/** `2 agents wait for an answer, 1 agent has an error, 1 session is idle`. */
function countWords(facts: readonly Fact[]): string {
  const count = (kind: Fact['kind']) => facts.filter(fact => fact.kind === kind).length
  const [waiting, errors, idle] = [count('waiting'), count('error'), count('allIdle')]
  const parts: string[] = []
  if (waiting > 0) parts.push(waiting === 1 ? '1 agent waits for an answer' : `${waiting} agents wait for an answer`)
  if (errors > 0) parts.push(errors === 1 ? '1 agent has an error' : `${errors} agents have an error`)
  if (idle > 0) parts.push(idle === 1 ? '1 session is idle' : `${idle} sessions are idle`)
  return parts.join(', ')
}

const URGENCY: readonly Fact['kind'][] = ['waiting', 'error', 'allIdle']

function group(facts: readonly Fact[], fleet: Fleet): Notice | null {
  const sorted = [...facts].sort((a, b) => URGENCY.indexOf(a.kind) - URGENCY.indexOf(b.kind) || a.since - b.since)
  const [first] = sorted
  if (!first) return null
  const show = { sessionId: first.session.id, paneId: first.pane?.id ?? null }
  const tag = `quarterdeck ${sorted.map(fact => fact.key).join(', ')}`.slice(0, 200)
  if (sorted.length === 1) return { tag, title: titleOf(first, fleet), body: bodyOf(first), show }
  const lines = sorted.slice(0, MOST_LINES).map(fact => printable(titleOf(fact, fleet), MOST_LINE))
  if (sorted.length > MOST_LINES) lines.push(`and ${sorted.length - MOST_LINES} more`)
  return { tag, title: countWords(sorted), body: lines.join('\n'), show }
}

/** A server that was lost for a moment was followed before: what came meanwhile is news. */
const FOLLOWED = new Set<Fleet['server']['kind']>(['connected', 'lost'])

/**
 * Whether a person is to be told of what changed between two fleets, and what is remembered. Everything of one step is
 * one notification; what was told is not told again while it lasts, what was seen or is switched off counts as told.
 * Nothing is told of what was there before anybody looked (`before` null, or no server was followed), nor while no
 * server is connected: its last picture is no news.
 */
export function decideNotifications(
  before: Fleet | null,
  after: Fleet,
  looking: Looking | null,
  settings: Settings['notify'],
  told: Told,
): { readonly notice: Notice | null; readonly told: Told } {
  if (after.server.kind !== 'connected') return { notice: null, told }
  const ofPanes = paneFacts(after, told)
  const ofSessions = idleFacts(after, told)
  const now: Told = { panes: ofPanes.panes, worked: ofSessions.worked }
  if (!before || !FOLLOWED.has(before.server.kind)) return { notice: null, told: now }
  const facts = [...ofPanes.facts, ...ofSessions.facts].filter(fact => settings[fact.kind] && !isSeen(fact, looking))
  return { notice: group(facts, after), told: now }
}
