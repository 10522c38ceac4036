import { randomUUID } from 'node:crypto'
import type { Act, Receivers } from '../../../ipc/act'
import { HostError } from '../../../ipc/failure'
import type { PaneId, Receipt } from '../../../ipc/model'
import type { Log } from '../../log/log'
import type { Tmux } from '../../tmux/types'
import type { ActBook, OpenAct } from '../acts'
import type { AgentType } from '../agent-type'
import type { FleetService } from '../fleet'
import type { Job, Wish } from './attempt'
import { cleanPrompt } from './clean-text'
import { createJobs, type Jobs } from './job'
import type { Lanes } from './lanes'
import type { PromptHistory } from './prompt-history'
import { type Receiver, receiversOf } from './receivers'
import type { Sights } from './sight'
import { createStagger } from './stagger'

export interface SendInput {
  readonly id: string
  readonly text: string
  readonly to: Receivers
  readonly whenBusy: 'skip' | 'hold'
  readonly clearDraft: boolean
}

/** The one path of every prompt. Acts are told by the book. */
export interface Send {
  /**
   * Begins and answers at once. The same id again answers with the same act, and nothing is sent. Throws HostError
   * `bad-input` (no text, nobody to send to), `no-such-pane`, `no-such-session`.
   */
  send(input: SendInput): Act
  /** The first prompt of agents that were just started: delivered when each is ready, however long that takes. */
  whenReady(panes: readonly PaneId[], text: string): Act
  /** Again to those that failed; the receipts of the others stay. Throws HostError `bad-input` for an unknown id. */
  retry(id: string): Act
  /** Gives up what is not typed yet. Throws HostError `refused` for an id that is no act. */
  cancel(id: string): Act
  /**
   * Gives up what waits for these panes: who stops an agent does not want the next prompt to start it again at once. Its
   * receipts say so, and the prompt stays in the history.
   */
  holdBack(panes: readonly PaneId[]): void
  /** Ends all that waits; resolves when the history is written. */
  close(): Promise<void>
}

interface Options {
  readonly tmux: Pick<Tmux, 'requestAll' | 'runWithInput' | 'request' | 'status'>
  readonly fleet: FleetService
  readonly types: () => readonly AgentType[]
  readonly sights: Sights
  readonly lanes: Lanes
  readonly book: ActBook
  readonly history: PromptHistory
  /** ms between the prompts of one send to agents of one type. */
  readonly staggerMs: () => Readonly<Record<string, number>>
  readonly log: Log
}

/** How a send was meant, for its retry; of the last so many. */
const KEEP_WISHES = 300

function actOf({ id, at, text, receipts }: NonNullable<ReturnType<PromptHistory['find']>>): Act {
  const title = titleOf('Send', receipts)
  return { id, kind: 'send', title, origin: 'page', startedAt: at, sentInMs: null, text, receipts, open: false }
}

function titleOf(verb: string, to: readonly Pick<Receipt, 'agent'>[]): string {
  const [first] = to
  return to.length === 1 && first ? `${verb} to ${first.agent}` : `${verb} to ${to.length}`
}

/** Receipts of what is about to be sent. */
function pending(fleet: FleetService, to: readonly Receiver[], detail: string): Receipt[] {
  return to.map(({ paneId, pane }) => ({
    paneId,
    agent: pane?.agent?.name ?? (pane ? `pane ${pane.index}` : 'a pane that is gone'),
    session: fleet.sessionName(paneId),
    result: 'pending',
    detail,
    before: pane?.state.name ?? 'unknown',
    after: pane?.state.name ?? 'unknown',
    tookMs: 0,
  }))
}

/** Starts the jobs of acts and keeps their receipts. */
function createStarter(options: Options, jobs: Jobs) {
  const { fleet, book, history, staggerMs } = options
  const wishes = new Map<string, Wish>()

  function finished(act: OpenAct, job: Job, change: Partial<Receipt>): void {
    act.set(job.paneId, { ...change, tookMs: performance.now() - job.began })
    const receipt = act.receipt(job.paneId)
    if (receipt) history.receipt(act.id, receipt)
    if (!act.now().receipts.some(one => one.result === 'pending')) act.close()
  }

  /** A job for every receipt of the act that is pending. */
  function start(act: OpenAct, wish: Wish): Act {
    const { text, note } = cleanPrompt(act.now().text)
    const stagger = createStagger(staggerMs)
    wishes.set(act.id, wish)
    for (const old of [...wishes.keys()].slice(0, Math.max(0, wishes.size - KEEP_WISHES))) wishes.delete(old)
    const began = performance.now()
    for (const { paneId } of act.now().receipts.filter(one => one.result === 'pending')) {
      const state = () => fleet.pane(paneId)?.state.name ?? 'exited'
      const job = { paneId, actId: act.id, pid: fleet.pane(paneId)?.pid ?? 0, text, note, wish, stagger, began }
      jobs.start(job, {
        waits: detail => act.set(paneId, { detail, after: state() }),
        entered: () => act.sent(performance.now() - began),
        ended: outcome => finished(act, job, { ...outcome, after: state() }),
      })
    }
    return act.now()
  }

  return {
    start,
    wishOf: (id: string) => wishes.get(id) ?? { hold: false, clearDraft: false, first: false },
    begin(id: string, text: string, to: readonly Receiver[], wish: Wish): Act {
      if (cleanPrompt(text).text.trim() === '') throw new HostError('bad-input', 'The prompt is empty.')
      const receipts = pending(fleet, to, wish.first ? 'Waits until it is ready.' : 'Is being checked.')
      const title = titleOf(wish.first ? 'First prompt' : 'Send', receipts)
      const act = book.begin({ id, kind: 'send', title, origin: 'page', text, receipts })
      history.add({ id, at: act.now().startedAt, text, receipts })
      return start(act, wish)
    },
  }
}

/** Sends prompts: checks, delivery and proof for each pane by itself, at once for all. */
export function createSend(options: Options): Send {
  const { fleet, types, book, history } = options
  const jobs = createJobs(options)
  const { start, wishOf, begin } = createStarter(options, jobs)

  function known(id: string): Act | null {
    const record = history.find(id)
    return book.find(id) ?? (record ? actOf(record) : null)
  }

  return {
    send({ id, text, to, whenBusy, clearDraft }) {
      const wish = { hold: whenBusy === 'hold', clearDraft, first: false }
      return known(id) ?? begin(id, text, receiversOf(fleet.state(), to, types()), wish)
    },
    whenReady(panes, text) {
      const to = panes.map(paneId => ({ paneId, pane: fleet.pane(paneId) }))
      return begin(randomUUID(), text, to, { hold: true, clearDraft: false, first: true })
    },
    retry(id) {
      const before = known(id)
      if (before?.kind !== 'send') throw new HostError('bad-input', 'That prompt is not known any more.')
      if (before.open || !before.receipts.some(one => one.result === 'failed')) return before
      const again = { detail: 'Is being checked again.', result: 'pending' } as const
      const receipts = before.receipts.map(one => (one.result === 'failed' ? { ...one, ...again } : one))
      const { title, origin, text } = before
      return start(book.begin({ id, kind: 'send', title, origin, text, receipts }), wishOf(id))
    },
    cancel(id) {
      const act = known(id)
      if (!act) throw new HostError('refused', 'There is nothing of that kind to cancel.')
      jobs.cancel(id, 'Cancelled before it was sent.')
      return known(id) ?? act
    },
    holdBack: panes =>
      jobs.cancelPanes(
        new Set(panes),
        'Held back, as the agent was interrupted. It can be sent again from the history.',
      ),
    close() {
      jobs.cancel(null, 'Quarterdeck ended before it was sent.')
      return history.settled()
    },
  }
}
