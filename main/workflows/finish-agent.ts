import type { Finish } from '../../ipc/finish'
import type { Pane, PaneId, Receipt } from '../../ipc/model'

/** One agent of a session that is being finished, with what was seen of it. */
export interface Followed {
  readonly paneId: PaneId
  readonly agent: string
  /** The pane's process when it began: another one is another program. */
  readonly pid: number
  /** Unix ms at which the prompt was seen to be with it; null while it is not, or where nobody asked. */
  deliveredAt: number | null
  /** It was seen busy since, so that rest is the end of its turn. */
  turnSeen: boolean
  /** Unix ms since when it has been seen idle without a break. */
  idleSince: number | null
  /** Gone on without, as the user said. */
  left: boolean
}

export type AgentProgress = Finish['agents'][number]

/** How an agent stands; `again`: ms after which time alone may have changed that, null when it cannot. */
export interface Standing {
  readonly progress: AgentProgress['progress']
  readonly detail: string
  readonly again: number | null
}

/** How long rest must last, ms. */
export interface Rests {
  /** After a turn that was seen: a queued prompt or a hook may begin the next one at once. */
  readonly seen: number
  /** After a prompt whose turn nobody saw: it may have been over at once, or may not have begun yet. */
  readonly unseen: number
}

const RESTS: Rests = { seen: 1500, unseen: 6000 }

const busy = (detail: string): Standing => ({ progress: 'busy', detail, again: null })

/** States of a turn. */
const TURN: ReadonlySet<string> = new Set(['working', 'waiting', 'held'])

/** An agent as a run begins to follow it. */
export function follow(pane: Pane): Followed {
  const agent = pane.agent?.name ?? `pane ${pane.index}`
  const nothing = { deliveredAt: null, turnSeen: false, idleSince: null, left: false }
  return { paneId: pane.id, agent, pid: pane.pid, ...nothing }
}

/** Why the prompt is not with it; null when it is, or when it was not asked. */
function notAsked(receipt: Receipt | null): Standing | null {
  if (receipt?.result === 'pending') return busy(receipt.detail)
  if (receipt?.result === 'failed' || receipt?.result === 'skipped') return busy(`It was not asked: ${receipt.detail}`)
  return null
}

const gone = (detail: string): Standing => ({ progress: 'gone', detail, again: null })

function ended(one: Followed, pane: Pane): Standing | null {
  if (pane.dead || pane.state.name === 'exited') return gone(pane.state.explanation)
  return pane.pid === one.pid ? null : busy('Another program was started in its pane meanwhile.')
}

function busyWords({ state, frozen }: Pane): string {
  if (frozen) return 'It is frozen: thaw it first.'
  if (state.name === 'working') return 'It works.'
  if (state.name === 'waiting' && state.question) return `It waits for an answer: ${state.question.title.slice(0, 200)}`
  return state.explanation
}

/** Rest that lasts; `receipt` is null where nobody asked. */
function resting(one: Followed, receipt: Receipt | null, now: number, rests: Rests): Standing {
  if (receipt?.result === 'unconfirmed' && !one.turnSeen)
    return busy(`It is idle, but it is not known whether it got the prompt. ${receipt.detail}`)
  const unseen = receipt !== null && !one.turnSeen
  const left = (one.idleSince ?? now) + (unseen ? rests.unseen : rests.seen) - now
  if (left > 0) return { ...busy(unseen ? 'It got the prompt.' : 'It has just come to rest.'), again: left }
  return { progress: 'ready', detail: unseen ? 'It is idle; no turn was seen.' : 'It is idle.', again: null }
}

/** Keeps in `one` what has to be remembered of this moment; whether it rests. */
function remember(one: Followed, pane: Pane, receipt: Receipt | null, now: number): boolean {
  const { name, since, sure } = pane.state
  if (receipt?.result === 'done' || receipt?.result === 'unconfirmed') one.deliveredAt ??= now
  if (one.deliveredAt !== null && (TURN.has(name) || since > one.deliveredAt)) one.turnSeen = true
  const rests = name === 'idle' && sure !== 'guess' && !pane.frozen
  one.idleSince = rests ? (one.idleSince ?? now) : null
  return rests
}

function present(one: Followed, pane: Pane | null, receipt: Receipt | null, now: number, rests: Rests): Standing {
  if (!pane) return gone('Its pane is gone.')
  const end = ended(one, pane)
  if (end) return end
  const idle = remember(one, pane, receipt, now)
  return notAsked(receipt) ?? (idle ? resting(one, receipt, now, rests) : busy(busyWords(pane)))
}

/**
 * How an agent stands now. Keeps in `one` what has to be remembered. Ready is only what is known to be idle after its turn:
 * neither a guess, nor an error, nor an agent that could not be asked (`receipt` of the prompt; null: nobody asked).
 */
export function standing(
  one: Followed,
  pane: Pane | null,
  receipt: Receipt | null,
  now: number,
  rests: Rests = RESTS,
): Standing {
  const stands = present(one, pane, receipt, now, rests)
  return one.left && stands.progress === 'busy' ? { ...stands, progress: 'left', again: null } : stands
}
