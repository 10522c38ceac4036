import type { Checkpoint, SavedPane } from '../../../ipc/checkpoint'
import { dataSize, firstLine } from '../../ui/format'
import { savedName } from './saved-name'

/** What a restore could bring back of an agent's conversation. */
function copyWords({ conversation }: SavedPane): string {
  if (!conversation) return 'none was known'
  return conversation.transcript ? `copied, ${dataSize(conversation.transcript.bytes)}` : 'its file was not there'
}

/** The agents' conversations as far as they were copied, and prompts that were not sent yet. */
export function ConversationsView({ checkpoint }: { readonly checkpoint: Checkpoint }) {
  const agents = checkpoint.windows.flatMap(window => window.panes).filter(pane => pane.agent !== '')
  if (agents.length === 0) return <p className="field-hint">It holds no agent, so no conversation.</p>
  return (
    <>
      <table className="table cp-conversations">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Conversation</th>
            <th scope="col">Saved</th>
          </tr>
        </thead>
        <tbody>
          {agents.map(pane => (
            <tr key={pane.key}>
              <td>
                <b>{savedName(pane)}</b>
              </td>
              <td>
                {pane.conversation ? (
                  <>
                    <code title={pane.conversation.id}>{pane.conversation.id}</code>
                    <bdi className="cp-path" title={pane.conversation.file}>
                      {pane.conversation.file}
                    </bdi>
                  </>
                ) : (
                  <span className="muted">–</span>
                )}
              </td>
              <td>{copyWords(pane)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {checkpoint.prompts.length > 0 && (
        <section aria-label="Prompts that were not sent yet">
          <h3>Prompts that were not sent yet</h3>
          <ul className="cp-named">
            {checkpoint.prompts.map(({ agent, text }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the prompts of a checkpoint never move
              <li key={at}>
                <b>{agent}</b>
                <bdi className="muted">{firstLine(text)}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
