import type { AgentType } from '../agents/agent-type'
import type { Talk } from '../checkpoints/conversations'
import type { PaneRecord } from './record'

/** The conversation of an agent as the journal knows it; null when none is known, or its type keeps none. */
export type TalkOf = (pane: PaneRecord) => Talk | null

/** Finds conversations by the types as they are now. */
export function createTalkOf(types: () => readonly AgentType[]): TalkOf {
  return ({ type: id, conversation, launch, folder }) => {
    const type = types().find(one => one.id === id)
    if (!conversation || !type?.transcripts) return null
    const folders = [...(launch ? [launch.folder] : []), folder]
    return { type, id: conversation.id, file: conversation.file, folders, env: { ...type.env } }
  }
}
