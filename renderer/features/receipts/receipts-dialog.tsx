import type { Receipt } from '../../../ipc/model'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { StateLabel } from '../../ui/state-icon'
import { nowWord, receiptsSentence, receiptsSummary, tookWord } from './receipts-words'
import './receipts.css'

interface ReceiptsProps {
  readonly title: string
  readonly receipts: readonly Receipt[]
  readonly sentInMs: number | null
  /** Stands above a form that was open. */
  readonly above?: boolean
  onClose(): void
}

function ReceiptRow({ receipt }: { readonly receipt: Receipt }) {
  return (
    <tr>
      <td>
        <b>{receipt.agent}</b>
        <span className="muted">{receipt.session}</span>
      </td>
      <td>
        <StateLabel state={receipt.before} />
      </td>
      <td>{receipt.detail}</td>
      <td>
        <StateLabel state={receipt.result === 'failed' ? 'error' : receipt.after} word={nowWord(receipt)} />
      </td>
      <td className="right">{tookWord(receipt)}</td>
    </tr>
  )
}

/** One line per pane: what was done, what was seen afterwards. */
export function ReceiptsDialog({ title, receipts, sentInMs, above = false, onClose }: ReceiptsProps) {
  return (
    <Dialog
      name={title}
      title={`${title}: ${receiptsSummary(receipts)}`}
      sentence={receiptsSentence(receipts, sentInMs)}
      width="wide"
      above={above}
      onClose={onClose}
    >
      <DialogBody>
        {receipts.length > 0 && (
          <table className="table receipts">
            <thead>
              <tr>
                <th scope="col">Agent</th>
                <th scope="col">Before</th>
                <th scope="col">What was done</th>
                <th scope="col">Now</th>
                <th scope="col" className="right">
                  Took
                </th>
              </tr>
            </thead>
            <tbody>
              {receipts.map(receipt => (
                <ReceiptRow key={receipt.paneId} receipt={receipt} />
              ))}
            </tbody>
          </table>
        )}
      </DialogBody>
      <DialogFoot>
        <Button kind="primary" onClick={onClose} autoFocus>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
