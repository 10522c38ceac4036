import type { CallOut } from '../../ipc/contract'
import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import { evidenceFor, type FleetParts } from './fleet-view'
import { judge } from './state'

export type Explanation = CallOut<'state.explain'>

/** Why a pane has the state that it has: all that is known, and why each part of it decided, or did not. */
export function explain(pane: TmuxPane, parts: FleetParts, type: AgentType | null): Explanation {
  const { all, signs } = evidenceFor(pane, parts, type)
  const { state, passedOver } = judge(all, { interruptedAt: signs.interruptedAt, now: parts.now })
  const each = all.map(({ source, says, sure, sentence, at }, i) => ({
    ...{ source, says, sure, sentence, at },
    passedOver: passedOver[i] ?? '',
  }))
  // That nothing can be read is said only where it decides: beside what was read it would be wrong.
  const evidence = each.filter(one => one.source !== 'none' || one.passedOver === '')
  const events = signs.heard === null ? '' : signs.heard === 'hook' ? 'hooks' : 'notify'
  return { evidence, question: state.question ?? null, events }
}
