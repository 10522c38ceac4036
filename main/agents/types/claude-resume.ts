import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../../ipc/failure'
import { makeFolders, writeFileAtomic } from '../../settings/side-file'
import type { Resume, ResumedTalk, SavedTalk } from '../agent-type'
import { projectFolder, projectsFolder } from './claude-transcript'
import { conversationIn, fieldsOf, fieldsOfLine, linesOf, listIn, textIn } from './fields'

type Line = ReturnType<typeof fieldsOfLine>

/** Options that name a conversation, with how many words follow: `--resume` and `-r` may stand alone (2.1.197). */
const NAMES: ReadonlyMap<string, 'none' | 'one' | 'perhaps'> = new Map([
  ['--resume', 'perhaps'],
  ['-r', 'perhaps'],
  ['--session-id', 'one'],
  ['--continue', 'none'],
  ['-c', 'none'],
  ['--fork-session', 'none'],
])

function fresh(args: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    const follows = NAMES.get(word)
    if (follows === undefined) {
      if (!/^--(?:resume|session-id)=/.test(word)) kept.push(word)
      continue
    }
    const next = args[at + 1]
    if (next !== undefined && (follows === 'one' || (follows === 'perhaps' && conversationIn(next)))) at += 1
  }
  return kept
}

/** What a line does to its turn: a prompt begins one, a tool keeps it open, words of the agent may be its end. */
function partOf(line: Line): 'prompt' | 'open' | 'end' | 'other' {
  if (line.isSidechain === true || line.isMeta === true) return 'other'
  const message = fieldsOf(line.message)
  const parts = listIn(message.content).map(part => textIn(fieldsOf(part).type, 40))
  if (line.type === 'assistant') {
    if (parts.includes('tool_use')) return 'open'
    return parts.includes('text') ? 'end' : 'other'
  }
  if (line.type !== 'user') return 'other'
  if (parts.includes('tool_result')) return 'open'
  const first = textIn(fieldsOf(listIn(message.content)[0]).text, 100) || textIn(message.content, 100)
  // An interruption is written as the user's word, and ends the turn.
  return first.startsWith('[Request interrupted') ? 'end' : 'prompt'
}

/**
 * How many lines there are up to the end of the last complete turn. An answer is written in a line for each of its parts, so
 * words with a tool behind them are no end.
 */
export function claudeTurns(lines: readonly string[]): number {
  let before = 0
  let begun = false
  let done = false
  for (const [index, text] of lines.entries()) {
    const part = partOf(fieldsOfLine(text))
    // Notes before the first prompt are no conversation.
    if (part === 'prompt' && begun) before = index
    if (part === 'prompt') begun = true
    if (part !== 'other') done = part === 'end'
  }
  return done ? lines.length : before
}

async function asSaved({ transcript, id, folder, home, env, args }: SavedTalk): Promise<ResumedTalk | null> {
  const old = conversationIn(id)
  if (!old) throw new HostError('bad-input', 'The saved conversation has no id of Claude Code.')
  const lines = linesOf(transcript)
  const kept = lines.slice(0, claudeTurns(lines))
  if (kept.length === 0) return null
  const next = randomUUID()
  // It knows its project by the folder's real path.
  const real = await realpath(folder).catch(() => folder)
  const place = join(projectsFolder({ home, env }), projectFolder(real))
  await makeFolders(place)
  const text = `${kept.join('\n')}\n`.replaceAll(old, next)
  const file = join(place, `${next}.jsonl`)
  await writeFileAtomic(file, text)
  return { args: [...fresh(args), '--resume', next], id: next, file }
}

/** A copy of the transcript under a new id, with `--resume` (tried: 2.1.197 goes on with it exactly as of the cut). */
export const claudeResume: Resume = { fresh, asSaved }
