import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { HostError } from '../../../ipc/failure'
import { makeFolders, writeFileAtomic } from '../../settings/side-file'
import type { Resume, ResumedTalk, SavedTalk } from '../agent-type'
import { codexFolder } from './codex-transcript'
import { conversationIn, fieldsOf, fieldsOfLine, linesOf } from './fields'

/** `codex resume ID` and `codex fork ID`, as the last words or the first ones; without an id it asks for one. */
function fresh(args: readonly string[]): string[] {
  const at = args.findIndex((word, index) => {
    const last = index === args.length - 2 && conversationIn(args.at(-1)) !== undefined
    return (word === 'resume' || word === 'fork') && (index === 0 || last)
  })
  if (at < 0) return [...args]
  const next = args[at + 1]
  const named = next === '--last' || conversationIn(next) !== undefined
  return [...args.slice(0, at), ...args.slice(at + (named ? 2 : 1))]
}

/** How many lines there are up to the end of the last complete turn; files that mark no turns are taken whole. */
export function codexTurns(lines: readonly string[]): number {
  let end = 0
  let marked = false
  for (const [index, text] of lines.entries()) {
    const line = fieldsOfLine(text)
    const kind = line.type === 'event_msg' ? fieldsOf(line.payload).type : ''
    if (kind === 'task_started') marked = true
    if (kind === 'task_complete' || kind === 'turn_aborted') end = index + 1
  }
  return marked || end > 0 ? end : lines.length
}

/** A UUID of version 7, as Codex makes them: its files are found by the time in it. */
function newId(now: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Its day's folder and its name, both in local time. */
function placeOf(id: string, now: Date): { day: string[]; file: string } {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [String(now.getFullYear()), two(now.getMonth() + 1), two(now.getDate())]
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-')
  return { day, file: `rollout-${day.join('-')}T${time}-${id}.jsonl` }
}

async function asSaved({ transcript, id, home, env, args }: SavedTalk): Promise<ResumedTalk | null> {
  const old = conversationIn(id)
  if (!old) throw new HostError('bad-input', 'The saved conversation has no id of Codex.')
  const lines = linesOf(transcript)
  const kept = lines.slice(0, codexTurns(lines))
  if (kept.length === 0) return null
  const now = new Date()
  const next = newId(now.getTime())
  const { day, file: name } = placeOf(next, now)
  const folder = join(codexFolder({ home, env }), 'sessions', ...day)
  await makeFolders(folder)
  const text = `${kept.join('\n')}\n`.replaceAll(old, next)
  const file = join(folder, name)
  await writeFileAtomic(file, text)
  return { args: [...fresh(args), 'resume', next], id: next, file }
}

/**
 * A copy of the rollout file under a new id, with `resume` behind all other arguments (tried: 0.169.0 goes on with it as
 * of the cut, beside its app-server too, and takes options before `resume` as its own).
 */
export const codexResume: Resume = { fresh, asSaved }
