import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { KillReport as Report } from '../../../ipc/model'
import { proofSentence, sharedOutcomes, signalWords, sparedWords } from './kill-words'

interface RowProps {
  readonly pid: number
  readonly command: string
  readonly how: string
}

function ProcessRow({ pid, command, how }: RowProps) {
  return (
    <tr>
      <td>{pid}</td>
      <td className="kill-command">{command}</td>
      <td className="right">{how}</td>
    </tr>
  )
}

/** What ended, by which signal, what is left, and how that was checked. */
export function KillReportView({ report }: { readonly report: Report }) {
  const good = report.proven && report.survivors.length === 0
  const Icon = good ? CircleCheck : TriangleAlert
  const rows: RowProps[] = [
    ...report.survivors.map(one => ({ pid: one.pid, command: one.command, how: 'still runs' })),
    ...report.ended.map(one => ({ pid: one.pid, command: one.command, how: signalWords(one.signal) })),
  ]
  return (
    <>
      <p className={good ? 'proof proof-good' : 'proof proof-bad'} role="status">
        <Icon aria-hidden="true" />
        {proofSentence(report)}
      </p>
      {sharedOutcomes(report.shared).map(sentence => (
        <p key={sentence} className="note">
          {sentence}
        </p>
      ))}
      {report.spared.map(one => (
        <p key={one.pid} className="note">
          {sparedWords(one)}
        </p>
      ))}
      {rows.length > 0 && (
        <div className="kill-list">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Process</th>
                <th scope="col">Command</th>
                <th scope="col" className="right">
                  Ended
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <ProcessRow key={`${row.pid} ${row.how}`} {...row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
