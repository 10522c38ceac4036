import type { CallOut } from '../../../ipc/contract'
import { openDialog } from '../../state/dialogs-store'
import { showToast } from '../../state/toasts-store'
import { plural } from '../../ui/format'

/**
 * Tells what a spawn did: a message when all started, with the receipts behind a button; the receipts at once when some
 * did not.
 */
export function tellSpawned(act: string, session: string, { receipts }: CallOut<'session.create'>): void {
  const failed = receipts.filter(receipt => receipt.result === 'failed').length
  const show = () => openDialog({ kind: 'receipts', title: act, receipts, sentInMs: null })
  if (failed > 0) show()
  else showToast({ tone: 'done', title: `${plural(receipts.length, 'agent')} started in ${session}` })
}
