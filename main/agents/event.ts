import type { PaneId } from '../../ipc/model'

/** What an agent told by itself: a hook or a notify call. */
export interface AgentEvent {
  readonly paneId: PaneId
  /** `QUARTERDECK_AGENT_ID` of the agent's life that told it, empty when it has none. */
  readonly agentId: string
  /** hook: one JSON object on standard input; notify: one as the last argument. */
  readonly channel: 'hook' | 'notify'
  /** Unix ms at which it was told. */
  readonly at: number
  /** The JSON object; hostile, of any shape. */
  readonly data: Readonly<Record<string, unknown>>
}
