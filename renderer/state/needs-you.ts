import type { Fleet, Pane, Session } from '../../ipc/model'
import { panesOfFleet } from './selectors'

/** An agent that needs a person, and the first session that shows it. */
export interface Need {
  readonly session: Session
  readonly pane: Pane
}

const byAge = (a: Need, b: Need) => a.pane.state.since - b.pane.state.since

/**
 * Agents that wait for an answer, those that wait longest first; then those with an error, which need a look. A pane
 * stands once, also where a linked window shows it in several sessions.
 */
export function needsYou(fleet: Fleet | null): { readonly waiting: readonly Need[]; readonly errors: readonly Need[] } {
  const seen = new Set<string>()
  const once = panesOfFleet(fleet).filter(({ pane }) => pane.agent !== null && !seen.has(pane.id) && seen.add(pane.id))
  const inState = (name: Pane['state']['name']) => once.filter(({ pane }) => pane.state.name === name).sort(byAge)
  return { waiting: inState('waiting'), errors: inState('error') }
}

/** The one after `current` in the queue; the first where `current` is not in it or is the last. */
export function nextNeed(fleet: Fleet | null, current: string | null): Need | null {
  const { waiting, errors } = needsYou(fleet)
  const queue = [...waiting, ...errors]
  const at = queue.findIndex(({ pane }) => pane.id === current)
  return queue[(at + 1) % Math.max(1, queue.length)] ?? null
}
