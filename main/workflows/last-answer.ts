import { homedir } from 'node:os'
import type { Pane } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import type { ConversationEntry } from '../agents/signals/conversations'
import { createTranscriptTails } from '../agents/signals/transcript-tail'

/**
 * An agent's last words as its transcript has them; empty where there is none, or it cannot be read. `known` is the
 * conversation as the agent told it, which also names its file. Never rejects.
 */
export async function lastAnswer(
  pane: Pane,
  type: AgentType | null,
  known: ConversationEntry | null,
  home: string = homedir(),
): Promise<string> {
  const conversation = known?.conversation ?? pane.conversation ?? ''
  if (!type?.transcripts || conversation === '') return ''
  const tails = createTranscriptTails({ home, env: process.env, onChange: () => {} })
  const subject = { paneId: pane.id, type, conversation, transcript: known?.transcript ?? '', folder: pane.path }
  await tails.refresh(subject, true)
  return tails.facts(pane.id)?.answer ?? ''
}
