import type { AgentState, StateName, StateSource } from '../../ipc/model'

/** One thing that was seen. Hooks and screens will bring evidence of the same shape. */
export interface Evidence {
  readonly source: StateSource
  readonly says: StateName
  /**
   * proof: it cannot be otherwise (the process is gone, the program said so itself); sign: it looks so. A sign is never
   * enough for `idle` or `exited`: a prompt would be typed into a question, or a living agent be called dead.
   */
  readonly weight: 'proof' | 'sign'
  /** One sentence for people. */
  readonly sentence: string
}

/** Who is believed among equals: what the program does before what it says, before how it looks. */
const ORDER: readonly StateSource[] = ['process', 'hook', 'notify', 'title', 'screen', 'activity', 'none']

function rank(one: Evidence): number {
  return (one.weight === 'proof' ? 0 : ORDER.length) + ORDER.indexOf(one.source)
}

function believable(one: Evidence): StateName {
  return one.weight === 'sign' && (one.says === 'idle' || one.says === 'exited') ? 'unknown' : one.says
}

/**
 * The state that follows from the evidence: the best proof, else the best sign, else `unknown`. `since` (Unix ms) is kept
 * from `before` while the state's name stays; `now` is Unix ms.
 */
export function decideState(evidence: readonly Evidence[], before: AgentState | null, now: number): AgentState {
  const best = [...evidence].sort((a, b) => rank(a) - rank(b))[0]
  const name = best ? believable(best) : 'unknown'
  const source = best?.source ?? 'none'
  const explanation = best?.sentence ?? 'Nothing is known about it yet.'
  const since = before?.name === name ? before.since : now
  if (before?.name === name && before.source === source && before.explanation === explanation) return before
  const sure = best?.weight === 'proof' ? 'certain' : 'likely'
  return { name, source, sure, since, explanation }
}
