import type { Pane, Receipt, StateName } from '../../ipc/model'
import { type AgentType, interruptBy } from './agent-type'
import { GATES, isMute } from './signs'

/** What an interrupt is to do to one pane: a key (its tmux name and its name for people), or nothing, and why. */
export type Choice =
  | { readonly key: string; readonly label: string }
  | { readonly key: null; readonly reason: string; readonly next?: NonNullable<Receipt['next']> }

const LABELS: Record<string, string> = { 'C-c': 'Ctrl+C' }

/** Name for people of a tmux key. */
export function keyLabel(key: string): string {
  return LABELS[key] ?? key
}

const SKIPPED: Partial<Record<StateName, string>> = {
  exited: 'It has exited already.',
  idle: 'It is idle: there is nothing to stop.',
  starting: 'It is still starting: the key would break its launch.',
  error: 'Its turn has ended with an error: there is nothing to stop.',
}

const UNREAD_START =
  'It has just been started and cannot be read: at a question of its start the key would end it. Interrupt it by itself if it works.'

const YOUNG =
  'It was started a moment ago and cannot be read: the key could end it. Interrupt it by itself if it works.'

/**
 * The state as far as a key may rest on it. A still screen alone is no proof of idle: a program that cannot be read may be
 * thinking, and must be stoppable like one of which nothing is known.
 */
function provenState({ state: { name, sure } }: Pane): StateName {
  return name === 'idle' && sure === 'guess' ? 'unknown' : name
}

/** Idle by more than a guess, and able to read a key: it gets none unless it is seen at work. */
export function restsForSure(pane: Pane): boolean {
  return provenState(pane) === 'idle' && !pane.frozen
}

/** Unknown programs get one Ctrl+C, and a plain shell none at its prompt. */
const unknownProgram = interruptBy('C-c')

/** How a pane is meant. */
interface Wish {
  /** The type's second key, for an agent that the first did not stop; where that may not be sent, neither may this one. */
  readonly otherKey?: boolean
  /** One of several, so that nobody has looked at this one in particular. */
  readonly amongOthers?: boolean
  /** Nothing has been seen of it but its start, which may be at a question that cannot be read. */
  readonly mayBeAtGate?: boolean
}

/** What cannot be read counts as starting for some seconds, whatever it does. */
export function startIsGuessed({ state: { name, sure } }: Pane, type: AgentType | null): boolean {
  return name === 'starting' && sure !== 'certain' && type !== null && isMute(type)
}

/** Why a pane gets no key although its state would allow one; null when it may. */
function hindrance({ frozen, state: { question } }: Pane, state: StateName, type: AgentType | null, wish: Wish) {
  // A stopped program reads the key when it is thawed: perhaps hours later, when it means something else.
  if (frozen) return { key: null, reason: 'It is frozen: thaw it first.', next: ['thaw', 'kill'] } satisfies Choice
  // Escape at the trust question ends Claude Code (seen: 2.1.197).
  if (state === 'waiting' && question && GATES.includes(question.kind))
    return { key: null, reason: 'It asks a question of its start: there is nothing to stop, and the key could end it.' }
  if (state === 'unknown' && type?.endsAtGates && wish.amongOthers && wish.mayBeAtGate)
    return { key: null, reason: UNREAD_START, next: ['kill'] } satisfies Choice
  return null
}

/** Which key a pane gets, by the type and state of what it holds. Pure. */
export function chooseKey(pane: Pane, type: AgentType | null, wish: Wish = {}): Choice {
  // A press on this very one is by somebody who sees it at work.
  const guessed = startIsGuessed(pane, type)
  const state = guessed && !wish.amongOthers ? 'unknown' : provenState(pane)
  const not = hindrance(pane, state, type, wish)
  if (not) return not
  const first = state === 'error' ? null : (type?.interruptKey ?? unknownProgram)(state)
  if (first === null && guessed) return { key: null, reason: YOUNG, next: ['kill'] }
  if (first === null) return { key: null, reason: SKIPPED[state] ?? 'Its kind takes no key in this state.' }
  if (!wish.otherKey) return { key: first, label: keyLabel(first) }
  const other = type?.otherKey(state) ?? null
  if (other === null) return { key: null, reason: 'Its kind has no other key that is safe.', next: ['freeze', 'kill'] }
  return { key: other, label: keyLabel(other) }
}
