import type { AgentState, Held, Question, StateName, StateSource, Sureness } from '../../ipc/model'
import { passedOver } from './passed-over'

/** One thing that was seen. */
export interface Evidence {
  readonly source: StateSource
  readonly says: StateName
  /**
   * certain: it cannot be otherwise (the process is gone, the program said so itself, a whole menu); likely: its usual
   * sign; guess: from activity alone. Less than certain is never enough for `idle` (a prompt would be typed into a
   * question), nor anything but a process for `exited`; a guess is, and says so.
   */
  readonly sure: Sureness
  /** One sentence for people. */
  readonly sentence: string
  /** Unix ms at which it was seen (a screen), told (an event) or last looked at (a title). */
  readonly at: number
  /** Unix ms since when it says so, where that is known: a title that turned, a screen that changed. */
  readonly since?: number | null
  /** A title's spinner: whether it has moved lately. */
  readonly moving?: boolean
  /** A screen that is older than what was written since. */
  readonly stale?: boolean
  /** Of a told word: why it counts no more, for good; empty or absent while it does. */
  readonly overtaken?: string
  readonly question?: Question
  readonly held?: Held
}

/** What else counts. */
export interface Circumstances {
  /** Unix ms. */
  readonly interruptedAt: number | null
  readonly now: number
}

/** What follows from the evidence, and for each part of it why it did not decide (empty for what did). */
export interface Judgement {
  readonly state: Omit<AgentState, 'since'>
  readonly passedOver: readonly string[]
  /** Why what the program told of itself counts no more; empty while it does. */
  readonly overtaken: string
}

/** Who is believed among those who stand: what the program does before what it says, before how it looks. */
const ORDER: readonly StateSource[] = ['process', 'hook', 'notify', 'title', 'screen', 'activity', 'none']

/** Process facts that are not certain (it has just been started), and titles that say nothing of a turn, come last. */
function rank(one: Evidence): number {
  if (one.source === 'process' && one.sure !== 'certain') return ORDER.indexOf('activity') + 0.2
  if (one.source === 'title' && one.says !== 'working') return ORDER.indexOf('activity') + 0.5
  return ORDER.indexOf(one.source)
}

/** A screen tells more of what holds a turn up, or fails it, than that the turn goes on. */
function refined(best: Evidence, standing: readonly Evidence[]): Evidence {
  if (best.says !== 'working' || best.source === 'process') return best
  return standing.find(one => one.source === 'screen' && one.says === 'held' && one.at >= best.at - SAME_MOMENT) ?? best
}

/** ms within which a screen and a word are of one moment. */
const SAME_MOMENT = 1000

/** The question as it can be answered: from the screen, where its choices are; what it is about also from an event. */
function questionIn(best: Evidence, evidence: readonly Evidence[]): Question | undefined {
  if (best.says !== 'waiting') return undefined
  const shown = evidence.find(
    one => one.source === 'screen' && one.says === 'waiting' && !one.stale && one.at >= best.at - SAME_MOMENT,
  )?.question
  const told = best.question ?? evidence.find(one => one.source === 'hook' && one.says === 'waiting')?.question
  if (!shown) return told
  return shown.detail === '' && told ? { ...shown, detail: told.detail } : shown
}

const UNSURE: Partial<Record<StateName, string>> = {
  idle: 'It seems idle, but not all signs of that are there.',
  exited: 'It seems to have ended, but its process was not seen to.',
}

function believable(best: Evidence): Evidence {
  const enough = best.says === 'exited' ? best.source === 'process' : best.says !== 'idle' || best.sure !== 'likely'
  return enough ? best : { ...best, says: 'unknown', sentence: `${UNSURE[best.says] ?? ''} ${best.sentence}`.trim() }
}

/** Two that cannot both be true, and neither of which is clearly the later one. */
function contradiction(best: Evidence, evidence: readonly Evidence[]): Evidence | null {
  if (best.source !== 'title' || best.says !== 'working' || best.moving) return null
  const idle = evidence.find(
    one => one.source === 'screen' && one.says === 'idle' && one.sure === 'certain' && !one.stale,
  )
  if (!idle) return null
  return {
    ...best,
    says: 'unknown',
    sentence: 'Its title shows a turn whose spinner stands still; its screen shows none.',
  }
}

/** The state that follows from the evidence: of those who stand the one that is believed first, else `unknown`. */
export function judge(evidence: readonly Evidence[], circumstances: Circumstances): Judgement {
  const reasons = evidence.map(one => passedOver(one, evidence, circumstances))
  const overtaken = reasons.find((_, i) => evidence[i]?.source === 'hook' || evidence[i]?.source === 'notify') ?? ''
  const standing = evidence.filter((_, i) => reasons[i] === '')
  const first = [...standing].sort((a, b) => rank(a) - rank(b) || b.at - a.at)[0]
  if (!first) {
    const explanation = 'Nothing is known about it yet.'
    return { state: { name: 'unknown', source: 'none', sure: 'guess', explanation }, passedOver: reasons, overtaken }
  }
  const best = refined(first, standing)
  const told = contradiction(best, evidence) ?? believable(best)
  const question = questionIn(told, evidence)
  const state: Judgement['state'] = {
    name: told.says,
    source: told.source,
    sure: told.sure,
    explanation: told.sentence,
    ...(question ? { question } : {}),
    ...(told.says === 'held' && told.held ? { held: told.held } : {}),
  }
  const weaker = `The ${best.source === 'none' ? 'rest' : best.source} is believed first.`
  return { state, passedOver: evidence.map((one, i) => (one === best ? '' : reasons[i] || weaker)), overtaken }
}

/** Told times of a next try differ by how long a reading took: within so many ms it is the same one. */
const SAME_TRY = 2500

function sameHeld(a: Held | undefined, b: Held | undefined): boolean {
  if (!a || !b) return a === b
  if (a.why !== b.why) return false
  return a.until === b.until || (a.until !== null && b.until !== null && Math.abs(a.until - b.until) < SAME_TRY)
}

/** Screens word the same thing anew each second (`12s`); all others are told as they are. */
function sameWords(a: AgentState, b: Judgement['state']): boolean {
  return a.explanation === b.explanation || a.source === 'screen' || a.source === 'activity'
}

/**
 * A judged state with its age: `since` (Unix ms) is kept from `before` while the state's name stays, and while it is the
 * same question; `before` itself is returned when nothing has changed. `now` is Unix ms.
 */
export function withAge(state: Judgement['state'], before: AgentState | null, now: number): AgentState {
  if (!before || before.name !== state.name) return { ...state, since: now }
  const asked = before.question?.id === state.question?.id
  const held = sameHeld(before.held, state.held)
  const same = before.source === state.source && before.sure === state.sure && sameWords(before, state)
  const detail = before.question?.detail === state.question?.detail
  if (asked && held && same && detail) return before
  const kept = held && before.held ? { held: before.held } : {}
  return { ...state, ...kept, since: asked || !before.question ? before.since : now }
}
