import type { CustomAgentType } from '../../../ipc/settings'
import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { programOf } from '../program-name'

/**
 * The user's own kind of agent. When its command is an interpreter (`node agent.mjs`) it is recognised by the script;
 * an interpreter without a script would claim every process of that language and is recognised in our own panes only.
 */
export function custom(setting: CustomAgentType): AgentType {
  const program = programOf([setting.command, ...setting.args])
  return {
    ...PLAIN,
    id: setting.id,
    name: setting.name,
    command: setting.command,
    args: setting.args,
    env: setting.env,
    custom: true,
    kind: 'program',
    programs: program.interpreter ? [] : [program.name],
    packages: [],
    readTitle: noTitle,
    interruptKey: interruptBy(setting.interrupt === 'escape' ? 'Escape' : 'C-c'),
    shared: [],
    remedy: '',
  }
}
