import type { CustomAgentType } from '../../../ipc/settings'
import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { programOf } from '../program-name'
import { composerByPatterns, readByPatterns } from './custom-screen'

/** Without patterns nothing of its screen is read, so that its state comes from processes and activity alone. */
function screensOf(patterns: CustomAgentType['patterns']): Partial<AgentType> {
  if (Object.keys(patterns).length === 0) return {}
  return {
    readScreen: readByPatterns(patterns),
    readComposer: composerByPatterns(patterns),
    prompting: patterns.idle === undefined ? null : { settleMs: 300, clear: [] },
  }
}

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
    ...screensOf(setting.patterns),
    interruptKey: interruptBy(setting.interrupt === 'escape' ? 'Escape' : 'C-c'),
    shared: [],
    remedy: '',
  }
}
