import type { Pane, Question, Receipt, StateName } from '../../ipc/model'
import { type AgentType, interruptBy } from './agent-type'

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

/** Questions of a start: no turn runs behind them, and Escape at the trust question ends Claude Code (seen: 2.1.197). */
const GATES: readonly Question['kind'][] = ['trust', 'login', 'theme', 'update']

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

/**
 * Which key a pane gets, by the type and state of what it holds. `otherKey`: the type's second one, for an agent that the
 * first did not stop; where the first may not be sent, neither may the other. Pure.
 */
export function chooseKey(pane: Pane, type: AgentType | null, otherKey = false): Choice {
  const state = provenState(pane)
  // A stopped program reads the key when it is thawed: perhaps hours later, when it means something else.
  if (pane.frozen) return { key: null, reason: 'It is frozen: thaw it first.', next: ['thaw', 'kill'] }
  const { question } = pane.state
  if (state === 'waiting' && question && GATES.includes(question.kind))
    return { key: null, reason: 'It asks a question of its start: there is nothing to stop, and the key could end it.' }
  const first = state === 'error' ? null : (type?.interruptKey ?? unknownProgram)(state)
  if (first === null) return { key: null, reason: SKIPPED[state] ?? 'Its kind takes no key in this state.' }
  if (!otherKey) return { key: first, label: keyLabel(first) }
  const other = type?.otherKey(state) ?? null
  if (other === null) return { key: null, reason: 'Its kind has no other key that is safe.', next: ['freeze', 'kill'] }
  return { key: other, label: keyLabel(other) }
}
