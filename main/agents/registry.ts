import { homedir, userInfo } from 'node:os'
import type { Settings } from '../../ipc/settings'
import type { AgentType } from './agent-type'
import { baseName, isInterpreter } from './program-name'
import { aider } from './types/aider'
import { claudeCode } from './types/claude-code'
import { codex } from './types/codex'
import { custom } from './types/custom'
import { geminiCli } from './types/gemini-cli'
import { openCode } from './types/opencode'
import { shell } from './types/shell'

/** The user's login shell: `$SHELL`, else what the system's user table says, else `/bin/sh`. Always an absolute path. */
export function loginShell(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.SHELL
  if (chosen?.startsWith('/')) return chosen
  try {
    const listed = userInfo().shell
    if (listed?.startsWith('/')) return listed
  } catch {
    // A uid without an entry in the user table, as in some containers.
  }
  return '/bin/sh'
}

/** `~/bin/agent` → the home folder's; nothing else is expanded, as no shell reads these words. */
function expandHome(word: string): string {
  return word === '~' || word.startsWith('~/') ? homedir() + word.slice(1) : word
}

function withOverride(type: AgentType, settings: Settings): AgentType {
  const change = settings.overrides[type.id]
  if (!change) return type
  const command = change.command ?? type.command
  const own = baseName(command)
  const known = change.command && type.kind === 'program' && !isInterpreter(own) ? [own] : []
  const { least, ...rest } = type
  return {
    ...rest,
    // A program of the user's own may do anything with arguments that it does not know: it is not asked for a version.
    ...(least && type.programs.includes(own) ? { least } : {}),
    command: expandHome(command),
    args: change.args ?? type.args,
    env: { ...type.env, ...change.env },
    programs: [...new Set([...type.programs, ...known])],
  }
}

/** All agent types in the order in which people see them: built-in ones (with the user's changes), then the user's own. */
export function agentTypes(settings: Settings): AgentType[] {
  const builtIn = [claudeCode, codex, geminiCli, openCode, aider, shell(loginShell())]
  const own = settings.agentTypes.map(one => custom({ ...one, command: expandHome(one.command) }))
  return [...builtIn.map(type => withOverride(type, settings)), ...own]
}
