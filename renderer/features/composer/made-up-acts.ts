import type { Act } from '../../../ipc/act'
import type { Receipt } from '../../../ipc/model'

/* Acts for tests. */

export function madeUpReceipt(paneId: string, result: Receipt['result'], detail = ''): Receipt {
  const agent = `cc_${Number(paneId.slice(1)) + 1}`
  return { paneId, agent, session: 'api', result, detail, before: 'idle', after: 'working', tookMs: 90 }
}

/** One that was left out for a draft that can be removed. */
export function madeUpDraft(paneId: string, detail: string): Receipt {
  return { ...madeUpReceipt(paneId, 'skipped', detail), next: ['clear-draft'] }
}

/** A send of `the text`; open while a receipt is pending. */
export function madeUpSend(id: string, receipts: readonly Receipt[], text = 'the text'): Act {
  const open = receipts.some(receipt => receipt.result === 'pending')
  const title = receipts.length === 1 ? `Send to ${receipts[0]?.agent}` : `Send to ${receipts.length}`
  return { id, kind: 'send', title, origin: 'page', startedAt: 1, sentInMs: 3, text, receipts: [...receipts], open }
}
