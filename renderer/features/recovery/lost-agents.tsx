import { TriangleAlert } from 'lucide-react'
import type { LostSession } from '../../../ipc/recovery'
import { StateLabel } from '../../ui/state-icon'
import { printable } from '../needs-you/question-words'
import { aliveWords, leftWords } from './recovery-words'

/** Who ran there, as it was last believed, and what is still to be had of each. */
export function LostAgents({ lost }: { readonly lost: LostSession }) {
  const alive = aliveWords(lost)
  return (
    <>
      {alive && (
        <p className="note">
          <TriangleAlert aria-hidden="true" />
          <span>{alive}</span>
        </p>
      )}
      <table className="table rc-agents">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Was</th>
            <th scope="col">Task</th>
            <th scope="col">Left of it</th>
          </tr>
        </thead>
        <tbody>
          {lost.agents.map(agent => (
            <tr key={agent.name}>
              <th scope="row">
                <bdi>{printable(agent.name, 60)}</bdi>
              </th>
              <td>
                <StateLabel state={agent.state} />
              </td>
              <td className="rc-task">
                <bdi title={printable(agent.task, 1000)}>{printable(agent.task)}</bdi>
              </td>
              <td className={agent.transcript || agent.screen ? undefined : 'muted'}>
                {leftWords(agent, lost.checkpoint !== null)}
                {agent.alive && <b>, still a process</b>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
