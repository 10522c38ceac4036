/*
 * What a turn of a real agent program does is chosen by one word in the newest prompt. The same words serve both APIs.
 */

/** Words streamed one every 250 ms: a turn of a minute. */
const SLOW_WORDS = 240

/** An answer that quotes what other states look like: nothing of it may be taken for the state itself. */
export const QUOTED = [
  'Here is what such a screen looks like:',
  '',
  '```',
  '✻ Pondering… (12s · ↓ 1.2k tokens · esc to interrupt)',
  '• Working (3s • esc to interrupt)',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  '   2. Yes, and always allow access to it',
  '   3. No',
  '',
  ' Esc to cancel · Tab to amend',
  '› 1. Yes, proceed (y)',
  '  2. No, and tell Codex what to do differently (esc)',
  '  Press enter to confirm or esc to cancel',
  '⎿  API Error: 529 Overloaded · Retrying in 4s · attempt 4/10',
  '```',
  '',
  'Do you want to proceed? (y/n)',
].join('\n')

const STATUS = {
  ratelimit: 429,
  planlimit: 429,
  notincluded: 429,
  overload: 529,
  broken: 400,
  nocredit: 400,
  badkey: 401,
}
const WORDS = ['slow', 'tool', 'edit', 'ask', 'quote', 'hang', 'linger', ...Object.keys(STATUS)]

/** What tools are called with by those behaviours, where the programs' own names for it are the same. */
export const TOUCH = { command: 'touch made-by-agent.txt', description: 'Create a file' }
export const LINGER = { command: 'sleep 60', description: 'Take long' }
export const CONTENT = 'one\ntwo\nthree\n'
export const QUESTION = {
  question: 'Which database shall it be?',
  header: 'Database',
  options: [
    { label: 'SQLite', description: 'One file, no server' },
    { label: 'PostgreSQL', description: 'A server of its own' },
  ],
}

/** Seconds from now at which the limit of a plan ends. */
export const RESETS_IN = 2 * 3600 + 30 * 60

/** Notes in angle brackets are added by the programs themselves and are nobody's prompt. */
export function isTyped(text) {
  return typeof text === 'string' && text !== '' && !text.trimStart().startsWith('<')
}

/** Claude Code 2.1.330 puts marks around what was pasted. */
const unmarked = text =>
  (text ?? '').replace(/(?:^\s+)?<pasted_content id="\w+">\n|\n<\/pasted_content id="\w+">\n?/g, '')

/** The newest text of a person in a conversation: `[{role, content: string | [{text}]}]`. */
export function newestPrompt(messages) {
  for (const message of [...messages].reverse()) {
    if (message.role !== 'user') continue
    const parts = typeof message.content === 'string' ? [message.content] : (message.content ?? []).map(one => one.text)
    const typed = parts.map(unmarked).filter(isTyped)
    if (typed.length > 0) return typed[typed.length - 1]
  }
  return ''
}

/** What a person and the agent have said in a conversation: `[{role, text}]`, without what the programs add themselves. */
export function talkOf(messages) {
  return messages
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .flatMap(({ role, content }) =>
      (typeof content === 'string' ? [{ text: content }] : (content ?? [])).map(one => ({
        role,
        text: unmarked(one.text),
      })),
    )
    .filter(one => isTyped(one.text) && !one.text.startsWith('# AGENTS.md'))
}

/** The behaviour word of a prompt, `plain` when it has none. */
export function behaviourOf(prompt) {
  return WORDS.find(word => new RegExp(`\\b${word}\\b`, 'i').test(prompt)) ?? 'plain'
}

/** HTTP status of a behaviour that is a refusal, else null. */
export function refusalOf(behaviour) {
  return STATUS[behaviour] ?? null
}

/** The words of an answer in their time; ends early when `gone()`. */
export async function* words(behaviour, gone) {
  if (behaviour === 'quote') {
    for (const line of QUOTED.split('\n')) yield `${line}\n`
    return
  }
  const [count, pause] = behaviour === 'slow' ? [SLOW_WORDS, 250] : [6, 20]
  for (let index = 0; index < count && !gone(); index += 1) {
    yield `word${index} `
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}

/** A whole answer that is no stream. */
export function json(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}
