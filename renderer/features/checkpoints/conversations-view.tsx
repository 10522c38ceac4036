import type { Checkpoint, SavedPane } from '../../../ipc/checkpoint'
import { dataSize, firstLine } from '../../ui/format'
import { Fold } from './fold'
import { savedName } from './saved-name'
import { TurnsView } from './turns-view'
import './turns.css'

/** What a restore could bring back of an agent's conversation. */
function copyWords({ conversation }: SavedPane): string {
  if (!conversation) return 'none was known'
  return conversation.transcript ? `copied, ${dataSize(conversation.transcript.bytes)}` : 'its file was not there'
}

/** One agent's conversation, folded: its last turns are asked when it is opened. */
function Conversation({ id, pane, first }: { readonly id: string; readonly pane: SavedPane; readonly first: boolean }) {
  const { conversation } = pane
  const name = savedName(pane)
  const facts = (
    <>
      <b>{name}</b>
      <span className="muted">{copyWords(pane)}</span>
    </>
  )
  if (!conversation?.transcript)
    return (
      <li>
        <p className="cp-file cp-talk-none">{facts}</p>
      </li>
    )
  return (
    <li>
      <Fold head={facts} first={first}>
        <div className="cp-talk">
          <TurnsView id={id} pane={pane} name={name} />
          <p className="cp-talk-file">
            <code title={conversation.id}>{conversation.id}</code>
            <bdi className="cp-path" title={conversation.file}>
              {conversation.file}
            </bdi>
          </p>
        </div>
      </Fold>
    </li>
  )
}

/** The agents' conversations as far as they were copied, with their last turns, and prompts that were not sent yet. */
export function ConversationsView({ id, checkpoint }: { readonly id: string; readonly checkpoint: Checkpoint }) {
  const agents = checkpoint.windows.flatMap(window => window.panes).filter(pane => pane.agent !== '')
  if (agents.length === 0) return <p className="field-hint">It holds no agent, so no conversation.</p>
  const first = agents.find(pane => pane.conversation?.transcript)
  return (
    <>
      <ul className="cp-files" aria-label="Conversations">
        {agents.map(pane => (
          <Conversation key={pane.key} id={id} pane={pane} first={pane === first} />
        ))}
      </ul>
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
