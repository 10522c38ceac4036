import type { PaneId, Receipt } from '../../../ipc/model'
import type { Reply, Tmux } from '../../tmux/types'
import type { AgentType } from '../agent-type'
import type { FleetService } from '../fleet'
import type { Sights } from './sight'

/** What became of one prompt in one pane. */
export interface Outcome {
  readonly result: Exclude<Receipt['result'], 'pending'>
  readonly detail: string
  /** What the user may try next. */
  readonly next?: NonNullable<Receipt['next']>
}

/** One prompt for one pane that was just found ready for it. */
export interface Parcel {
  readonly paneId: PaneId
  readonly type: AgentType
  /** As `cleanPrompt` made it. */
  readonly text: string
  /** Asked right before the first byte goes out; false: it was given up meanwhile. */
  begin(): boolean
  /** tmux has taken an Enter. */
  entered(): void
}

export interface DeliverParts {
  readonly tmux: Pick<Tmux, 'requestAll' | 'runWithInput' | 'request' | 'status'>
  readonly fleet: Pick<FleetService, 'onEvent' | 'onChange' | 'pane' | 'lookSoon'>
  readonly sights: Sights
}

/** A refusal is a fact; silence is none, as tmux may do it yet. */
export function notTaken(replies: readonly Reply[], what: string): Outcome | null {
  const bad = replies.find(reply => !reply.ok)
  if (!bad || bad.ok) return null
  const known = bad.reason === 'error' || bad.reason === 'skipped'
  if (known) return { result: 'failed', detail: `tmux refused the ${what}: ${bad.message.slice(0, 200)}` }
  return {
    result: 'unconfirmed',
    detail: `It is not known whether tmux took the ${what}: ${bad.message.slice(0, 200)}`,
  }
}

/** ms between looks at a screen while waiting for it: quick at first. */
const STEPS = [40, 80, 120, 200, 300]

/** ms until the next look, by how many there were. */
export function stepOf(round: number): number {
  return STEPS[Math.min(round, STEPS.length - 1)] ?? 300
}
