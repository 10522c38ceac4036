import type { Act } from '../../ipc/act'
import type { Receipt, StateName } from '../../ipc/model'
import { duration, plural } from '../ui/format'

type Result = Receipt['result']

/** What was done: an act of the host's, or a start of agents. */
export type Doing = Act['kind'] | 'start'

/** One line of receipts: where several acts followed each other on a pane, the last one's. */
export interface Row {
  readonly receipt: Receipt
  readonly doing: Doing
}

const DONE: Record<Doing, string> = {
  interrupt: 'stopped',
  freeze: 'frozen',
  thaw: 'thawed',
  send: 'delivered',
  answer: 'answered',
  start: 'started',
}

const NOBODY: Partial<Record<Doing, string>> = { interrupt: 'nothing to interrupt', start: 'no agent was started' }

const WORDS: Record<Exclude<Result, 'done'>, string> = {
  pending: 'being checked',
  unconfirmed: 'not confirmed',
  skipped: 'skipped',
  failed: 'failed',
}

/** Where an interrupt failed because the agent goes on, the word is its state's. */
export const STILL: ReadonlySet<StateName> = new Set(['working', 'held', 'waiting'])

const REST = ['pending', 'unconfirmed', 'skipped', 'failed'] as const

/**
 * `5 of 6 stopped, 1 skipped`, `3 of 6 stopped, 1 frozen, 2 being checked`; without a proven one the honest counts:
 * `2 not confirmed, 1 skipped`. `doing`: what was asked for first.
 */
export function receiptsSummary(rows: readonly Row[], doing: Doing): string {
  if (rows.length === 0) return NOBODY[doing] ?? 'no agent'
  const done = (what: Doing) => rows.filter(row => row.doing === what && row.receipt.result === 'done').length
  const count = (result: Result) => rows.filter(row => row.receipt.result === result).length
  const others = (Object.keys(DONE) as Doing[]).filter(what => what !== doing && done(what) > 0)
  const parts = others.map(what => `${done(what)} ${DONE[what]}`)
  const first = done(doing)
  if (first > 0) {
    const pending = count('pending') > 0 ? [`${count('pending')} ${WORDS.pending}`] : []
    // Those that were rightly left alone (idle, a shell) are no failures: `3 of 3 stopped, 1 skipped`.
    const skipped = count('skipped') > 0 ? [`${count('skipped')} ${WORDS.skipped}`] : []
    const meant = rows.length - count('skipped')
    return [`${first} of ${meant} ${DONE[doing]}`, ...parts, ...pending, ...skipped].join(', ')
  }
  return [...parts, ...REST.flatMap(one => (count(one) > 0 ? [`${count(one)} ${WORDS[one]}`] : []))].join(', ')
}

/** The sentence under the title: when the keys went out, and what is not known. */
export function receiptsSentence(act: Pick<Act, 'kind' | 'sentInMs' | 'open'>, rows: readonly Row[]): string {
  if (rows.length === 0) return act.kind === 'interrupt' ? 'No agent was running, so no key was sent.' : ''
  const parts: string[] = []
  if (act.sentInMs !== null) parts.push(`Keys went out in ${duration(act.sentInMs)}.`)
  if (act.open) parts.push('Looking what each of them does now.')
  const unsure = rows.filter(row => row.receipt.result === 'unconfirmed').length
  if (unsure > 0 && act.kind === 'interrupt')
    parts.push(`Whether ${unsure === 1 ? 'it' : 'they'} stopped is not confirmed for ${plural(unsure, 'agent')}.`)
  return parts.join(' ')
}

/** What the column *Now* says: what became of it, or that it was left alone or failed. */
export function nowWord({ receipt, doing }: Row): string {
  const { result, after } = receipt
  if (result === 'failed' && STILL.has(after)) return `still ${after}`
  if (result !== 'done') return WORDS[result]
  return doing === 'interrupt' && after === 'exited' ? 'exited' : DONE[doing]
}

/** What the column *Took* says; nothing took time where nothing was done, or is not over. */
export function tookWord({ result, tookMs }: Receipt): string {
  return result === 'skipped' || result === 'pending' ? '–' : duration(tookMs)
}

/** A message about one pane: `Interrupt cc_1 in api: stopped`. */
export function receiptTitle(title: string, row: Row): string {
  return `${title} ${row.receipt.agent} in ${row.receipt.session}: ${nowWord(row)}`
}
