import type { AgentType } from '../agents/agent-type'
import { type Talk, talkIn } from '../checkpoints/capture/conversations'
import type { PaneRecord } from './record'

/** The conversation of an agent as the journal knows it; null when none is known, or its type keeps none. */
export type TalkOf = (pane: PaneRecord) => Talk | null

/** Finds conversations by the types as they are now. */
export function createTalkOf(types: () => readonly AgentType[]): TalkOf {
  return pane =>
    pane.conversation &&
    talkIn(
      pane,
      types().find(one => one.id === pane.type),
      pane.conversation,
    )
}
