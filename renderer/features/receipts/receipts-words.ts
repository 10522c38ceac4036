import type { Receipt } from '../../../ipc/model'
import { duration, plural } from '../../ui/format'

type Result = Receipt['result']

const WORDS: Record<Result, string> = {
  pending: 'checking',
  done: 'stopped',
  unconfirmed: 'not confirmed',
  skipped: 'skipped',
  failed: 'failed',
}

const ORDER: readonly Result[] = ['done', 'unconfirmed', 'skipped', 'failed']

/** `5 of 6 stopped`; without a proven one the honest counts: `2 not confirmed, 1 skipped`. */
export function receiptsSummary(receipts: readonly Receipt[]): string {
  if (receipts.length === 0) return 'nothing to interrupt'
  const count = (result: Result) => receipts.filter(receipt => receipt.result === result).length
  if (count('done') > 0) return `${count('done')} of ${receipts.length} stopped`
  return ORDER.flatMap(result => (count(result) > 0 ? [`${count(result)} ${WORDS[result]}`] : [])).join(', ')
}

/** The sentence under the title: when the keys went out, and what is not known yet. */
export function receiptsSentence(receipts: readonly Receipt[], sentInMs: number | null): string {
  if (receipts.length === 0) return 'No agent was running, so no key was sent.'
  const parts: string[] = []
  if (sentInMs !== null) parts.push(`Keys went out in ${duration(sentInMs)}.`)
  const unsure = receipts.filter(receipt => receipt.result === 'unconfirmed').length
  if (unsure > 0)
    parts.push(`Whether ${unsure === 1 ? 'it' : 'they'} stopped is not confirmed for ${plural(unsure, 'agent')}.`)
  return parts.join(' ')
}

/** What the column *Now* says: the state, or that the act left the pane alone or failed. */
export function nowWord(receipt: Receipt): string {
  if (receipt.result === 'done') return receipt.after === 'idle' ? 'stopped' : receipt.after
  return WORDS[receipt.result]
}

/** What the column *Took* says; nothing took time where nothing was done. */
export function tookWord(receipt: Receipt): string {
  return receipt.result === 'skipped' ? '–' : duration(receipt.tookMs)
}
