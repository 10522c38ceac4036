import type { EventReading, OwnPrograms, Reporting } from '../agent-type'
import type { AgentEvent } from '../event'
import { readHook } from './claude-events'
import { codexHookArgs } from './codex-hooks'
import { codexNotifyArgs, ownNotify } from './codex-notify'
import { conversationIn, listIn, textIn } from './fields'

const MOST_TEXT = 1_000_000

/**
 * A helper turn that makes the task's title notifies as well, under another thread and with the person's prompt inside its
 * own (seen: 0.169.0): it is none of the agent's turns.
 */
const HELPER = /^Generate a (?:concise|short|brief)\b[^\n]{0,200}\btitle\b/

/**
 * A hook has the shape of Claude Code's (seen: 0.169.0). An interruption fires one; a turn that fails fires none. Those of a
 * helper agent carry its id, the main one's conversation and the helper's transcript: only what it asks a person counts.
 */
function readCodexHook(event: AgentEvent): EventReading | null {
  const { data } = event
  const conversation = conversationIn(data.session_id)
  if (data.hook_event_name === 'Interrupt' && typeof data.agent_id !== 'string')
    return {
      says: 'idle',
      sentence: 'It has told that its turn was interrupted.',
      ...(conversation ? { conversation } : {}),
    }
  const reading = readHook(event)
  if (typeof data.agent_id !== 'string' || reading === null) return reading
  const { says, sentence, question } = reading
  return says === 'waiting' ? { says, sentence, ...(question ? { question } : {}) } : null
}

/**
 * Its hooks, and `notify` after each turn: `{"type":"agent-turn-complete","thread-id","turn-id","cwd","input-messages",
 * "last-assistant-message"}`, which tells nothing of a turn's begin, of questions or of an interruption.
 */
export function readCodexEvent(event: AgentEvent): EventReading | null {
  if (event.channel === 'hook') return readCodexHook(event)
  const { data } = event
  if (data.type !== 'agent-turn-complete') return null
  const prompts = listIn(data['input-messages']).map(one => textIn(one, MOST_TEXT))
  if (HELPER.test(prompts[0] ?? '')) return null
  const conversation = conversationIn(data['thread-id'])
  return {
    says: 'idle',
    sentence: 'It has told that its turn is done.',
    answer: textIn(data['last-assistant-message'], MOST_TEXT),
    ...(conversation ? { conversation } : {}),
  }
}

/** Values of `-c V`, `--config V`, `--config=V`, `-cV`. */
function overrides(args: readonly string[]): string[] {
  return args.flatMap((word, index) => {
    if (/^(?:-c|--config)$/.test(word)) return [args[index + 1] ?? '']
    return /^(?:--config=|-c.)/.test(word) ? [word.replace(/^(?:--config=|-c=?)/, '')] : []
  })
}

function sets(args: readonly string[], key: RegExp): boolean {
  return overrides(args).some(value => key.test(value))
}

/** The profile that is asked for by `-p NAME`, `--profile NAME`, `--profile=NAME`, `-pNAME`; '' for none. */
function profileOf(args: readonly string[]): string {
  const at = args.findLastIndex(word => /^(?:-p|--profile)/.test(word))
  const word = args[at] ?? ''
  return /^(?:-p|--profile)$/.test(word) ? (args[at + 1] ?? '') : word.replace(/^(?:--profile=|-p=?)/, '')
}

/** Words with which other programs than the composer are started; `resume` and `fork` open it. */
const COMMANDS = [
  'agents',
  'exec',
  'e',
  'review',
  'login',
  'logout',
  'mcp',
  'plugin',
  'app-server',
  'remote-control',
  'completion',
  'sandbox',
  'debug',
  'doctor',
  'features',
  'apply',
  'a',
  'cloud',
  'update',
]

/** An array that a profile leaves open is that of the user's main file. */
function ownOf(own: OwnPrograms, profile: string): readonly string[] | null {
  const found = own.get(profile)
  return found === undefined ? (own.get('') ?? (own.has('') ? null : [])) : found
}

/**
 * `-c hooks={…}` with the trust for exactly these, and `-c notify=[…]` for versions without hooks, both for this run alone.
 * A user's own hooks run beside them; a user's own `notify` is run by ours. `--strict-config` makes a version refuse the
 * names of hooks that it does not have.
 */
export const codexReporting: Reporting = {
  channel: 'hook',
  args({ helper, userArgs, own }) {
    if (COMMANDS.includes(userArgs[0] ?? '')) return null
    const hooks = sets(userArgs, /^\s*"?hooks\b/) || userArgs.includes('--strict-config') ? [] : codexHookArgs(helper)
    const mine = sets(userArgs, /^\s*"?notify\b/) ? null : codexNotifyArgs(helper, ownOf(own, profileOf(userArgs)))
    const args = [...hooks, ...(mine ?? [])]
    return args.length > 0 ? args : null
  },
  settings: () => null,
  own: ownNotify,
}
