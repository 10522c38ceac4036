import type { CallOut } from '../../../ipc/contract'
import { putAct } from '../../state/act-book'
import { openDialog } from '../../state/dialogs-store'
import { showToast, UNDO_STAYS } from '../../state/toasts-store'
import { plural } from '../../ui/format'
import { sendSummary } from '../composer/send-words'

/** The first prompt as the calls take it: left out where nothing was written. */
export function promptOf(text: string): { readonly prompt?: string } {
  return text.trim() === '' ? {} : { prompt: text }
}

/**
 * Tells what a spawn did: a message when all started; the receipts at once when some did not. The receipts of the first
 * prompt follow in the composer.
 */
export function tellSpawned(act: string, session: string, spawned: CallOut<'session.create'>): void {
  const { receipts } = spawned
  if (spawned.act) putAct(spawned.act)
  const failed = receipts.filter(receipt => receipt.result === 'failed').length
  const show = () => openDialog({ kind: 'receipts', title: act, receipts })
  if (failed > 0) show()
  else {
    const title = `${plural(receipts.length, 'agent')} started in ${session}`
    const meaning = spawned.act ? `First prompt: ${sendSummary(spawned.act.receipts)}` : ''
    const { before } = spawned
    const undo = before?.length ? { undo: { act: 'add', before } as const, stay: UNDO_STAYS } : {}
    showToast({ tone: 'done', title, meaning, ...undo })
  }
}
