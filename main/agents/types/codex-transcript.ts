import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversationTurn } from '../../../ipc/checkpoint'
import type { TranscriptFacts, Transcripts } from '../agent-type'
import { conversationIn, countIn, type Fields, fieldsOf, fieldsOfLine, listIn, textIn } from './fields'
import { newestFacts } from './transcript-facts'
import { argumentsIn, toolWords, turnOf } from './transcript-turns'

const MOST_TEXT = 1_000_000
const DAY = 86_400_000

/** Where Codex keeps what is the user's: `CODEX_HOME`, else `~/.codex` of the home that the agent is given. */
export function codexFolder({ home, env }: Pick<Parameters<Transcripts['find']>[0], 'home' | 'env'>): string {
  return env.CODEX_HOME || join(env.HOME || home, '.codex')
}

/** Ids are UUIDs of version 7: their first 48 bits are the ms at which the conversation began. */
function begunAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}

/** Folders of the day, which is counted in the local time of then: the days around it too. */
function dayFolders(at: number): string[] {
  return [0, -DAY, DAY].map(shift => new Date(at + shift).toISOString().slice(0, 10).replaceAll('-', '/'))
}

async function find(where: Parameters<Transcripts['find']>[0]): Promise<string | null> {
  const id = conversationIn(where.conversation)
  if (!id) return null
  const sessions = join(codexFolder(where), 'sessions')
  for (const day of dayFolders(begunAt(id))) {
    const files = await readdir(join(sessions, day)).catch(() => [])
    const file = files.find(one => one.startsWith('rollout-') && one.endsWith(`-${id}.jsonl`))
    if (file) return join(sessions, day, file)
  }
  return null
}

/** Text of a message item of one role; notes in angle brackets and the project's rules are put in by the program. */
function textOf(payload: Record<string, unknown>, role: string, part: string): string {
  if (payload.type !== 'message' || payload.role !== role) return ''
  const parts = listIn(payload.content).map(fieldsOf)
  const texts = parts.filter(one => one.type === part).map(one => textIn(one.text, MOST_TEXT))
  return texts.join('\n').slice(0, MOST_TEXT)
}

function promptOf(payload: Record<string, unknown>): string {
  const text = textOf(payload, 'user', 'input_text')
  return /^\s*(?:<|# AGENTS\.md)/.test(text) ? '' : text
}

/** A prompt, an answer or a call of a tool. What tools answer is left out: it is on the screen. */
function turnsOf({ payload: item, timestamp }: Fields): ConversationTurn[] {
  const payload = fieldsOf(item)
  if (payload.type === 'function_call')
    return turnOf('tool', toolWords(payload.name, argumentsIn(payload.arguments)), timestamp)
  if (payload.type === 'custom_tool_call')
    return turnOf('tool', toolWords(payload.name, textIn(payload.input, MOST_TEXT)), timestamp)
  const user = turnOf('user', promptOf(payload), timestamp)
  return [...user, ...turnOf('agent', textOf(payload, 'assistant', 'output_text'), timestamp)]
}

function contextOf(payload: Record<string, unknown>): TranscriptFacts['context'] {
  if (payload.type !== 'token_count') return null
  const info = fieldsOf(payload.info)
  const used = countIn(fieldsOf(info.last_token_usage).total_tokens)
  return used === 0 ? null : { used, limit: countIn(info.model_context_window) || null }
}

/** `~/.codex/sessions/YYYY/MM/DD/rollout-<time>-<id>.jsonl`, or below `CODEX_HOME` (seen: 0.169.0). */
export const codexTranscripts: Transcripts = {
  find,
  read: lines =>
    newestFacts(lines, {
      partOf: line => fieldsOf(line.payload),
      task: promptOf,
      answer: payload => textOf(payload, 'assistant', 'output_text'),
      context: contextOf,
    }),
  turns: line => turnsOf(fieldsOfLine(line)),
}
