import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversationTurn } from '../../../ipc/checkpoint'
import type { TranscriptFacts, Transcripts } from '../agent-type'
import { withoutPasteMarks } from './claude-paste'
import { conversationIn, countIn, type Fields, fieldsOf, fieldsOfLine, listIn, textIn } from './fields'
import { newestFacts } from './transcript-facts'
import { toolWords, turnOf } from './transcript-turns'

const MOST_TEXT = 1_000_000
/** Folders of projects that are looked through for a conversation that was begun in another folder. */
const MOST_PROJECTS = 2000

/** The folder of all projects: below `CLAUDE_CONFIG_DIR`, else `~/.claude` of the home that the agent is given. */
export function projectsFolder({ home, env }: Pick<Parameters<Transcripts['find']>[0], 'home' | 'env'>): string {
  return join(env.CLAUDE_CONFIG_DIR || join(env.HOME || home, '.claude'), 'projects')
}

/** The folder of a project's transcripts: every character that is no letter or digit is a dash (seen: 2.1.197). */
export function projectFolder(folder: string): string {
  return folder.replace(/[^A-Za-z0-9]/g, '-')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function find(where: Parameters<Transcripts['find']>[0]): Promise<string | null> {
  const id = conversationIn(where.conversation)
  if (!id) return null
  const projects = projectsFolder(where)
  const expected = join(projects, projectFolder(where.folder), `${id}.jsonl`)
  if (await exists(expected)) return expected
  const others = await readdir(projects).catch(() => [])
  for (const other of others.slice(0, MOST_PROJECTS)) {
    const path = join(projects, other, `${id}.jsonl`)
    if (await exists(path)) return path
  }
  return null
}

/** Text parts of a message, joined; empty when there is none. */
function messageText(message: Record<string, unknown>): string {
  if (typeof message.content === 'string') return message.content.slice(0, MOST_TEXT)
  const parts = listIn(message.content).map(fieldsOf)
  const texts = parts.filter(part => part.type === 'text').map(part => textIn(part.text, MOST_TEXT))
  return texts.join('\n').slice(0, MOST_TEXT)
}

/** What a person typed: notes in angle brackets and the word about an interruption come from the program. */
function typedText(line: Record<string, unknown>): string {
  if (line.type !== 'user' || line.isMeta === true || line.isSidechain === true) return ''
  const text = withoutPasteMarks(messageText(fieldsOf(line.message)))
  return /^\s*(?:<|\[Request interrupted)/.test(text) ? '' : text
}

/** An answer of the main conversation, else nothing; errors are written as answers of a model `<synthetic>`. */
function answerOf(line: Record<string, unknown>): Record<string, unknown> {
  const message = fieldsOf(line.message)
  const main = message.role === 'assistant' && line.isSidechain !== true && line.isApiErrorMessage !== true
  return main && message.model !== '<synthetic>' ? message : {}
}

/** A prompt, or an answer with the tools that it calls, part by part. What tools answer is left out: it is on the screen. */
function turnsOf(line: Fields): ConversationTurn[] {
  const { timestamp } = line
  return [
    ...turnOf('user', typedText(line), timestamp),
    ...listIn(answerOf(line).content)
      .map(fieldsOf)
      .flatMap(part => {
        if (part.type === 'tool_use') return turnOf('tool', toolWords(part.name, fieldsOf(part.input)), timestamp)
        return part.type === 'text' ? turnOf('agent', textIn(part.text, MOST_TEXT), timestamp) : []
      }),
  ]
}

/** Tokens of the conversation as of an answer: all that went in, and what came out. */
function contextOf(message: Record<string, unknown>): TranscriptFacts['context'] {
  const usage = fieldsOf(message.usage)
  const parts = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens']
  const used = parts.reduce((sum, name) => sum + countIn(usage[name]), 0)
  // Transcripts do not tell which of two windows a model was given; Haiku has only the small one.
  const limit = /haiku/i.test(textIn(message.model, 100)) ? 200_000 : null
  return used === 0 ? null : { used, limit }
}

/** `~/.claude/projects/<folder>/<id>.jsonl`, or below `CLAUDE_CONFIG_DIR`; one JSON object a line, appended. */
export const claudeTranscripts: Transcripts = {
  find,
  read: lines =>
    newestFacts(lines, {
      partOf: line => line,
      task: typedText,
      answer: line => messageText(answerOf(line)),
      context: line => contextOf(answerOf(line)),
    }),
  turns: line => turnsOf(fieldsOfLine(line)),
}
