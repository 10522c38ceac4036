import type { ReactNode } from 'react'
import type { StateName } from '../../../ipc/model'
import { nowWord, type Row, STILL, tookWord } from '../../state/receipts-words'
import { StateLabel } from '../../ui/state-icon'
import './receipts.css'

interface TableProps {
  readonly rows: readonly Row[]
  /** What stands in the last column in place of the time; null: the time. */
  readonly tail?: (row: Row) => ReactNode
}

/** The shape beside the word of *Now*: the state that was seen, and red where something failed that is no state. */
function shapeOf({ receipt: { result, before, after }, doing }: Row): StateName {
  if (result === 'pending') return before
  // What is frozen does not turn.
  if (result === 'done' && doing === 'freeze') return 'held'
  return result === 'failed' && !STILL.has(after) ? 'error' : after
}

/** One line per pane: what was done, what was seen afterwards. */
export function ReceiptsTable({ rows, tail }: TableProps) {
  return (
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
        {rows.map(row => (
          <tr key={row.receipt.paneId}>
            <td>
              <b>{row.receipt.agent}</b>
              <span className="muted">{row.receipt.session}</span>
            </td>
            <td>
              <StateLabel state={row.receipt.before} />
            </td>
            <td>{row.receipt.detail}</td>
            <td>
              <StateLabel state={shapeOf(row)} word={nowWord(row)} />
            </td>
            <td className="right">{tail?.(row) ?? tookWord(row.receipt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
