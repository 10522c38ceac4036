import type { PaneId } from '../../../ipc/model'
import type { AgentType } from '../agent-type'
import { clearDraft } from './clear-draft'
import { deliver } from './deliver'
import { judge, type Verdict } from './judge'
import type { DeliverParts, Outcome } from './parcel'
import type { Sight } from './sight'
import type { Stagger } from './stagger'

/** How a send is meant. */
export interface Wish {
  /** Wait until the agent is idle, instead of leaving it out. */
  readonly hold: boolean
  readonly clearDraft: boolean
  /** The first prompt of an agent that was just started. */
  readonly first: boolean
}

/** One prompt on its way to one pane. */
export interface Job {
  readonly paneId: PaneId
  readonly actId: string
  /** The pane's process when it was asked for: another one is another agent. 0: there was no pane. */
  readonly pid: number
  readonly text: string
  /** What was done to the text; empty for nothing. */
  readonly note: string
  readonly wish: Wish
  readonly stagger: Stagger
  /** Monotonic ms. */
  readonly began: number
}

/** One job while it runs. */
export interface Run {
  readonly job: Job
  /** ms (monotonic) of its turn among its type; null until it was found ready once. */
  turn: number | null
  /** The first byte is out: it cannot be given up any more. */
  typing: boolean
  /** It has ended, or was given up. */
  over: boolean
  /** tmux has taken an Enter. */
  entered(): void
}

/** What an attempt came to: an end, or what to wait for. */
export type Step =
  | { readonly kind: 'end'; readonly outcome: Outcome }
  | { readonly kind: 'wait'; readonly verdict: Exclude<Verdict, { kind: 'go' | 'never' }> }
  | { readonly kind: 'turn'; readonly ms: number }

const end = (result: Outcome['result'], detail: string): Step => ({ kind: 'end', outcome: { result, detail } })

/** The verdict of a fresh look, after a draft was removed where that is wished. */
async function judgeNow(parts: DeliverParts, run: Run, sight: Sight): Promise<Verdict> {
  const found = judge(sight)
  if (found.kind !== 'draft' || !run.job.wish.clearDraft || run.over || !sight.type) return found
  return clearDraft(parts, run.job.paneId, sight.type, found.reason)
}

async function send(parts: DeliverParts, run: Run, type: AgentType): Promise<Step> {
  const { job } = run
  run.turn ??= performance.now() + job.stagger.reserve(type.id)
  const ms = run.turn - performance.now()
  if (ms > 0) return { kind: 'turn', ms }
  const begin = () => {
    run.typing = !run.over
    return run.typing
  }
  const parcel = { paneId: job.paneId, type, text: job.text, begin, entered: () => run.entered() }
  return { kind: 'end', outcome: await deliver(parts, parcel) }
}

/**
 * ms for which a newcomer must have been in its state: Claude Code 2.1.330 paints its composer, and half a second later a
 * question of its start in that place, where Enter would choose.
 */
const SETTLED = 1500

function isNew({ pane }: Sight): boolean {
  return pane !== null && Date.now() - pane.state.since < SETTLED
}

/** One fresh look at the pane, and delivery if it is ready. To be called for one job of a pane at a time. */
export async function attempt(parts: DeliverParts, run: Run): Promise<Step> {
  const { job } = run
  if (run.over) return end('skipped', 'It was given up.')
  const sight = await parts.sights.look(job.paneId)
  if (sight.pane && sight.pane.pid !== job.pid)
    return end('failed', 'Another program was started in its pane meanwhile.')
  const verdict = await judgeNow(parts, run, sight)
  if (verdict.kind === 'never') return end(verdict.result, verdict.reason)
  if (verdict.kind !== 'go') return { kind: 'wait', verdict }
  if (job.wish.first && isNew(sight))
    return { kind: 'wait', verdict: { kind: 'later', reason: 'It shows its composer since a moment ago.' } }
  return sight.type ? send(parts, run, sight.type) : end('failed', 'Its kind is not known any more.')
}
