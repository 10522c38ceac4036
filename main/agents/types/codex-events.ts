import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventReading, Reporting } from '../agent-type'
import type { AgentEvent } from '../event'
import { readHook } from './claude-events'
import { codexFolder } from './codex-transcript'
import { conversationIn, listIn, textIn } from './fields'

const MOST_TEXT = 1_000_000

/**
 * A helper turn that makes the task's title notifies as well, under another thread and with the person's prompt inside its
 * own (seen: 0.169.0): it is none of the agent's turns.
 */
const HELPER = /^Generate a (?:concise|short|brief)\b[^\n]{0,200}\btitle\b/

/**
 * `notify` after each turn: `{"type":"agent-turn-complete","thread-id","turn-id","cwd","input-messages","last-assistant-message"}`.
 * It tells nothing of a turn's begin, of questions or of an interruption.
 */
export function readCodexEvent(event: AgentEvent): EventReading | null {
  if (event.channel === 'hook') return readHook(event)
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

/** A string of TOML: JSON's escapes are all valid in it, but for the control character DEL, which TOML wants escaped. */
function tomlString(word: string): string {
  return JSON.stringify(word).replaceAll('\x7f', '\\u007f')
}

/** `-c notify=…`, `--config notify=…`, `--config=notify=…`, `-cnotify=…`. */
function setsNotify(args: readonly string[]): boolean {
  return args.some((word, index) => {
    const value = /^(?:-c|--config)$/.test(word) ? (args[index + 1] ?? '') : word.replace(/^(?:--config=|-c)/, '')
    return /^\s*notify\s*=/.test(value)
  })
}

/** Words with which other programs than the composer are started; `resume` and `fork` open it. */
const COMMANDS = [
  'exec',
  'e',
  'login',
  'logout',
  'mcp',
  'app-server',
  'completion',
  'features',
  'apply',
  'cloud',
  'update',
]

/** A person's own `notify` (also of a profile) would not run beside ours: then ours stays out. */
async function ownNotify(where: Parameters<NonNullable<Reporting['taken']>>[0]): Promise<string> {
  const file = join(codexFolder(where), 'config.toml')
  const text = await readFile(file, 'utf8').catch(() => '')
  return /^[ \t]*notify[ \t]*=/m.test(text)
    ? "The user's own config.toml has a notify program, which would not run."
    : ''
}

/**
 * `-c notify=[…]` for this run alone. Hooks are no way (seen: 0.169.0): given by `-c` they bring a gate at the start
 * (`Hooks need review`), which would be ours to blame.
 */
export const codexReporting: Reporting = {
  channel: 'notify',
  args({ helper, userArgs }) {
    if (setsNotify(userArgs) || COMMANDS.includes(userArgs[0] ?? '')) return null
    return ['-c', `notify=[${helper.map(tomlString).join(',')}]`]
  },
  settings: () => null,
  taken: ownNotify,
}
