import type { EventReading, QuestionSeen, Reporting } from '../agent-type'
import type { AgentEvent } from '../event'
import { quoted } from '../screens/rows'
import { withoutPasteMarks } from './claude-paste'
import { conversationIn, fieldsOf, listIn, textIn } from './fields'

const MOST_TEXT = 1_000_000
const MOST_DETAIL = 2000

/** The hooks that are asked for (seen: 2.1.197). An interrupt fires none: after one, title and screen decide. */
const EVENTS = [
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PermissionRequest',
  'Notification',
  'Stop',
  'StopFailure',
  'SessionEnd',
] as const

type Data = AgentEvent['data']
type Part = Omit<EventReading, 'conversation' | 'transcript'>

/** What a tool is about to do, for people: the command, the file, else its input as it came. */
function inputWords(data: Data): string {
  const input = fieldsOf(data.tool_input)
  for (const name of ['command', 'file_path', 'url', 'pattern', 'query']) {
    const words = textIn(input[name], MOST_DETAIL)
    if (words !== '') return words
  }
  return JSON.stringify(input).slice(0, MOST_DETAIL)
}

/** A question of its own (`AskUserQuestion`): what it asks; its choices are read from the screen, where they have keys. */
function ownQuestion(data: Data): QuestionSeen {
  const asked = listIn(fieldsOf(data.tool_input).questions).map(one => textIn(fieldsOf(one).question, 300))
  return { kind: 'choice', title: asked[0] ?? '', detail: asked.slice(1).join('\n').slice(0, MOST_DETAIL), choices: [] }
}

function permission(data: Data): Part {
  const tool = textIn(data.tool_name, 100)
  if (tool === 'AskUserQuestion') {
    const question = ownQuestion(data)
    return { says: 'waiting', sentence: `It asks: ${quoted(question.title)}`, question }
  }
  const detail = inputWords(data)
  const question: QuestionSeen = { kind: 'permission', title: `May it use ${tool}?`, detail, choices: [] }
  return { says: 'waiting', sentence: `It asks for permission to use ${quoted(tool)}.`, question }
}

/** One of its kinds tells that it has been idle for a minute, which is no news. */
function notification(data: Data): Part {
  const message = textIn(data.message, 300)
  const kind = textIn(data.notification_type, 60)
  const asks = kind === 'permission_prompt' || kind === 'elicitation_dialog' || /permission|approv/i.test(message)
  return { says: asks ? 'waiting' : null, sentence: `It notified: ${quoted(message)}` }
}

/** The tool of a helper agent goes on while the main one may be done or waiting. */
function tool(data: Data): Part {
  const words = `It uses ${quoted(textIn(data.tool_name, 100))}.`
  return { says: typeof data.agent_id === 'string' ? null : 'working', sentence: words }
}

/** `/clear` and `/resume` end a session, not the program. */
function sessionEnd(data: Data): Part {
  const reason = textIn(data.reason, 60)
  const goesOn = reason === 'clear' || reason === 'resume'
  return { says: goesOn ? null : 'exited', sentence: `Its session has ended (${quoted(reason)}).` }
}

const READERS: Record<(typeof EVENTS)[number], (data: Data) => Part> = {
  SessionStart: data => ({ says: null, sentence: `A session began (${quoted(textIn(data.source, 60))}).` }),
  UserPromptSubmit: data => ({
    says: 'working',
    sentence: 'It has accepted a prompt.',
    prompt: withoutPasteMarks(textIn(data.prompt, MOST_TEXT)),
  }),
  PreToolUse: tool,
  PostToolUse: tool,
  PermissionRequest: permission,
  Notification: notification,
  Stop: data => ({
    says: 'idle',
    sentence: 'It has told that its turn is done.',
    answer: textIn(data.last_assistant_message, MOST_TEXT),
  }),
  StopFailure: data => ({
    says: 'error',
    sentence: `Its turn failed: ${quoted(textIn(data.last_assistant_message, 300) || textIn(data.error, 300))}`,
  }),
  SessionEnd: sessionEnd,
}

/** One JSON object of a hook; Codex's hooks, where a person has set them up, have the same shape (seen: 0.169.0). */
export function readHook({ channel, data }: AgentEvent): EventReading | null {
  const name = textIn(data.hook_event_name, 60)
  if (channel !== 'hook' || !Object.hasOwn(READERS, name)) return null
  const conversation = conversationIn(data.session_id)
  const transcript = textIn(data.transcript_path, 4096)
  return {
    ...READERS[name as keyof typeof READERS](data),
    ...(conversation ? { conversation } : {}),
    ...(transcript.startsWith('/') ? { transcript } : {}),
  }
}

/** One word for a POSIX shell. */
export function shellWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** Words with which other programs than the composer are started. */
const COMMANDS = ['mcp', 'config', 'doctor', 'update', 'install', 'plugin', 'setup-token', 'agents', 'auth', 'migrate']

/** Seconds that a hook may take before it is given up; the helper needs some milliseconds. */
const HOOK_TIMEOUT = 5

/** Hooks by `--settings FILE`, which adds to the user's own settings; the user's own `--settings` is left alone. */
export const claudeReporting: Reporting = {
  channel: 'hook',
  args({ settingsFile, userArgs }) {
    const taken = userArgs.some(word => word === '--settings' || word.startsWith('--settings='))
    if (taken || COMMANDS.includes(userArgs[0] ?? '')) return null
    return ['--settings', settingsFile]
  },
  settings(helper) {
    const hook = { type: 'command', command: helper.map(shellWord).join(' '), timeout: HOOK_TIMEOUT }
    const hooks = Object.fromEntries(EVENTS.map(name => [name, [{ hooks: [hook] }]]))
    return `${JSON.stringify({ hooks }, null, 2)}\n`
  },
}
