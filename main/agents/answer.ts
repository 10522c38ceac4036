import { HostError } from '../../ipc/failure'
import type { PaneId, Receipt } from '../../ipc/model'
import type { Tmux } from '../tmux/types'
import type { ActBook } from './acts'
import { firstReceipt } from './first-receipt'
import type { FleetService } from './fleet'
import { synchronisedPanes } from './interrupt-keys'
import { keysAlone } from './send/keys'
import type { Lanes } from './send/lanes'
import type { Sight, Sights } from './send/sight'

/** Answers a question that a person saw. */
export interface Answer {
  /**
   * Takes the choice with this key of this question, unless the screen shows another one (or none) by now: then nothing is
   * sent. The receipt is final: done, when the question was seen to be gone. Throws HostError `no-such-pane`.
   */
  answer(wish: { paneId: PaneId; questionId: string; key: string }): Promise<Receipt>
}

interface Options {
  readonly tmux: Pick<Tmux, 'requestAll' | 'status'>
  readonly fleet: Pick<FleetService, 'pane' | 'sessionName' | 'lookSoon' | 'question' | 'noteAnswer'>
  readonly sights: Sights
  /** Shared with sending, so that a prompt and an answer never mix. */
  readonly lanes: Lanes
  readonly book: ActBook
}

/** ms in which an answered question has to be gone. Also: the same question is not answered again before that. */
const GONE_WITHIN = 2000
/** ms between two looks. */
const STEP = 80

type Outcome = Pick<Receipt, 'result' | 'detail'>

const failed = (detail: string): Outcome => ({ result: 'failed', detail })
const NOTHING = 'Nothing was sent.'

/** Why this pane must get no key now; null when its agent has it and shows a question. */
function hindrance({ pane, type, look, screen }: Sight): string | null {
  if (!pane || pane.dead) return 'The agent has ended.'
  if (!type) return 'No agent is known to run there any more.'
  if (pane.inMode) return 'The pane is in copy mode.'
  if (pane.frozen) return 'The agent is frozen: thaw it first.'
  const runs = look?.pid === pane.pid && (look.phase === 'running' ? look.program !== null : look.type === type.id)
  if (!runs) return `${type.name} does not have its terminal at the moment.`
  return screen ? null : 'Its screen could not be read.'
}

export function createAnswer({ tmux, fleet, sights, lanes, book }: Options): Answer {
  /** Question ids and when (monotonic ms) they were answered last. */
  const answered = new Map<string, number>()

  /** The keys that take the choice, or why there are none. */
  function keysFor({ type }: Sight, paneId: PaneId, id: string, key: string): readonly string[] | string {
    // The sight's screen is the last that was captured, or one before it.
    const question = fleet.question(paneId)
    if (!type || question?.id !== id) return 'The question changed:'
    const choice = question.choices.find(one => one.key === key)
    if (!choice) return 'The question has no such choice:'
    return type.answerKeys(question, choice) ?? 'It can only be answered in the terminal:'
  }

  async function press(paneId: PaneId, keys: readonly string[]): Promise<Outcome | null> {
    const together = (await synchronisedPanes(tmux)).has(paneId)
    const commands = keysAlone(paneId, keys, together, tmux.status().serverVersion)
    if (!commands) return failed(`${NOTHING} Its window's panes are synchronised: the others would get the keys too.`)
    const bad = (await tmux.requestAll(commands)).find(reply => !reply.ok)
    if (!bad || bad.ok) return null
    const known = bad.reason === 'error' || bad.reason === 'skipped'
    return { result: known ? 'failed' : 'unconfirmed', detail: `tmux: ${bad.message.slice(0, 200)}` }
  }

  async function gone(paneId: PaneId, id: string): Promise<Outcome> {
    for (const end = performance.now() + GONE_WITHIN; performance.now() < end; ) {
      await new Promise(resolve => setTimeout(resolve, STEP))
      const sight = await sights.screen(paneId)
      if (!sight.pane || sight.pane.dead) return { result: 'done', detail: 'Answered; its program has ended.' }
      if (sight.screen && fleet.question(paneId)?.id !== id)
        return { result: 'done', detail: 'Answered; the question is gone.' }
    }
    // It may be the same one, asked once more: who wants to answer that must have seen it now.
    fleet.noteAnswer(paneId)
    return { result: 'unconfirmed', detail: 'The keys were sent, but the question is still on its screen.' }
  }

  async function decide(paneId: PaneId, id: string, key: string): Promise<Outcome> {
    const mark = `${paneId} ${id}`
    for (const [old, at] of answered) if (performance.now() - at > GONE_WITHIN) answered.delete(old)
    if (answered.has(mark)) return { result: 'skipped', detail: 'This question was answered a moment ago.' }
    const sight = await sights.look(paneId)
    const no = hindrance(sight)
    if (no) return failed(`${no} ${NOTHING}`)
    const keys = keysFor(sight, paneId, id, key)
    if (typeof keys === 'string') return failed(`${keys} nothing was sent.`)
    answered.set(mark, performance.now())
    const refused = await press(paneId, keys)
    fleet.lookSoon(paneId)
    return refused ?? gone(paneId, id)
  }

  return {
    async answer({ paneId, questionId: id, key }) {
      const pane = fleet.pane(paneId)
      if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
      const began = performance.now()
      const receipt: Receipt = {
        ...firstReceipt(pane, fleet.sessionName(paneId)),
        result: 'pending',
        detail: 'Is being answered.',
      }
      const act = book.begin({ kind: 'answer', title: `Answer ${receipt.agent}`, origin: 'page', receipts: [receipt] })
      const outcome = await lanes
        .within(paneId, () => decide(paneId, id, key))
        .catch((error): Outcome => ({ result: 'unconfirmed', detail: String(error).slice(0, 200) }))
      const after = fleet.pane(paneId)?.state.name ?? 'exited'
      act.set(paneId, { ...outcome, after, tookMs: performance.now() - began })
      act.close()
      return act.receipt(paneId) ?? receipt
    },
  }
}
