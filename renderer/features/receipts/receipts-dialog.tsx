import type { Receipt } from '../../../ipc/model'
import { type Row, receiptsSummary } from '../../state/receipts-words'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { ReceiptsTable } from './receipts-table'

interface ReceiptsProps {
  readonly title: string
  readonly receipts: readonly Receipt[]
  /** Stands above a form that was open. */
  readonly above?: boolean
  onClose(): void
}

/** What a start of agents did: one line per pane. */
export function ReceiptsDialog({ title, receipts, above = false, onClose }: ReceiptsProps) {
  const rows = receipts.map((receipt): Row => ({ receipt, doing: 'start' }))
  return (
    <Dialog
      name={title}
      title={`${title}: ${receiptsSummary(rows, 'start')}`}
      width="wide"
      above={above}
      onClose={onClose}
    >
      <DialogBody>{rows.length > 0 && <ReceiptsTable rows={rows} />}</DialogBody>
      <DialogFoot>
        <Button kind="primary" onClick={onClose} autoFocus>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
