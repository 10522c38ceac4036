import { HostError } from '../../ipc/failure'
import type { Fleet, SessionId } from '../../ipc/model'
import type { AgentType } from '../agents/agent-type'
import { nextNumber } from '../agents/names'
import type { Programs } from '../agents/programs'

/** As in the contract: how many of each type. */
export interface AgentCount {
  readonly type: string
  readonly count: number
}

/** One agent to be started. */
export interface PlannedAgent {
  readonly type: AgentType
  /** `cc_3`. */
  readonly name: string
}

/**
 * The agents to be started, in the order asked for, numbered after those in use. Throws HostError `unknown-agent-type`,
 * `bad-input` (none at all).
 */
export function planAgents(
  counts: readonly AgentCount[],
  types: readonly AgentType[],
  used: readonly string[],
): PlannedAgent[] {
  const names = [...used]
  const planned: PlannedAgent[] = []
  for (const { type: id, count } of counts) {
    const type = types.find(one => one.id === id)
    if (!type) throw new HostError('unknown-agent-type', `There is no agent type ${JSON.stringify(id)}.`)
    for (let i = 0; i < count; i += 1) {
      const name = `${type.id}_${nextNumber(type.id, names)}`
      names.push(name)
      planned.push({ type, name })
    }
  }
  if (planned.length === 0) throw new HostError('bad-input', 'No agent was asked for.')
  return planned
}

/** Throws HostError `no-program`, with how to install it, unless every type's program is there. */
export async function checkPrograms(agents: readonly PlannedAgent[], programs: Pick<Programs, 'list'>): Promise<void> {
  const types = [...new Set(agents.map(one => one.type))]
  // Installed a moment ago counts: the disk is looked at each time, PATH again when something is missing.
  const first = await programs.list(types, false)
  const infos = first.some(one => one.problem !== '') ? await programs.list(types, true) : first
  const missing = infos.find(one => one.problem !== '')
  if (missing) throw new HostError('no-program', `${missing.problem}.`, missing.remedy || undefined)
}

/** Names of the agents of one session. */
export function namesIn(fleet: Fleet, sessionId: SessionId): string[] {
  const windows = new Set(fleet.sessions.find(one => one.id === sessionId)?.windows.map(link => link.windowId))
  return fleet.panes.flatMap(pane => (windows.has(pane.windowId) && pane.agent ? [pane.agent.name] : []))
}
