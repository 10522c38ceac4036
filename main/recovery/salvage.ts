import { setImmediate as pause } from 'node:timers/promises'
import type { ConversationTurn } from '../../ipc/checkpoint'
import type { CallOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { AgentType } from '../agents/agent-type'
import { parseScreen } from '../agents/parse-screen'
import type { ScreenShot } from '../agents/signals/gather'
import { findTranscript, readTranscript, type Talk, transcriptProblem } from '../checkpoints/capture/conversations'
import { absoluteFolder } from '../sessions/folder'
import { problemWords, writeNewFile } from '../settings/new-file'
import { makeFolders } from '../settings/side-file'
import { outputName } from '../workflows/output-name'
import { answerText, value } from '../workflows/output-text'
import type { Loss } from './losses'
import { agentsOf, type PaneRecord } from './record'
import type { Screens } from './screens'
import type { TalkOf } from './talk'

type Output = CallOut<'recovery.salvage'>['outputs'][number]

interface Options {
  readonly screens: Screens
  readonly talkOf: TalkOf
  readonly types: () => readonly AgentType[]
}

/** What is left of one agent. */
interface Left {
  readonly loss: Loss
  readonly pane: PaneRecord
  readonly type: AgentType | undefined
  readonly shot: ScreenShot | null
  /** The conversation's file, and its whole lines; null when there is none, or it cannot be read. */
  readonly transcript: { readonly path: string; readonly bytes: Buffer } | null
  /** Why there is none. */
  readonly silence: string
}

const LF = 10
/** Lines of a transcript that are read before others have their turn. */
const AT_ONCE = 200
/** Longest turn in a file, characters. */
const MOST_TURN = 1_000_000

const time = (at: number) => new Date(at).toISOString()

async function readTalk(talk: Talk | null): Promise<Pick<Left, 'transcript' | 'silence'>> {
  if (!talk) return { transcript: null, silence: 'No conversation of it is known.' }
  const path = await findTranscript(talk)
  if (path === '') return { transcript: null, silence: 'The file of its conversation was not found.' }
  try {
    return { transcript: { path, bytes: await readTranscript(path) }, silence: '' }
  } catch (error) {
    return { transcript: null, silence: transcriptProblem(error) }
  }
}

function headOf({ loss, pane, type, transcript }: Left): string {
  const { record, sentence, lastWords } = loss.record
  const head: readonly (readonly [string, string])[] = [
    ['session', record.name],
    ['agent', pane.agent],
    ['type', type?.name ?? pane.type],
    ['folder', pane.folder],
    ['state', `${pane.state}, as it was believed last`],
    ['task', pane.task],
    ['last seen', time(record.seen)],
    ['lost', sentence],
    ...lastWords.map(words => ['', words] as const),
    ['conversation', pane.conversation?.id ?? ''],
    ['transcript', transcript?.path ?? ''],
  ]
  return head.map(([name, text]) => `${(name === '' ? '' : `${name}:`).padEnd(14)}${value(text)}\n`).join('')
}

/** How old the last screen is, against the moment at which the session was seen last. */
function screenText({ shot, loss }: Left): string {
  if (!shot) return '\n--- last screen ---\n(It was not seen by this Quarterdeck.)\n'
  const age = Math.max(0, Math.round((loss.record.record.seen - shot.at) / 1000))
  const { rows, width, height, at } = shot
  const lines = parseScreen(rows, { width, height, at, cursor: null }).rows.map(row => row.text)
  const text = answerText(lines.join('\n')).trimEnd()
  return `\n--- last screen, of ${time(at)}, ${age} s before it was seen last ---\n${text}\n`
}

const WHO: Readonly<Record<ConversationTurn['who'], string>> = { user: 'you', agent: 'agent', tool: 'tool' }

function turnText({ who, text, at }: ConversationTurn): string {
  const head = `\n[${WHO[who]}${at === null ? '' : `, ${time(at)}`}]\n`
  return `${head}${answerText(text.slice(0, MOST_TURN)).trimEnd()}\n`
}

/** A transcript as text, in its order, piece by piece: it may have hundreds of MB. */
async function* turnTexts({ transcript, type, silence }: Left): AsyncGenerator<string> {
  yield '\n--- conversation (what tools answered is left out) ---\n'
  if (!transcript || !type?.transcripts)
    return yield `(${silence || 'How this type writes its conversations is not known.'})\n`
  const { bytes } = transcript
  let count = 0
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LF, from)
    const to = end < 0 ? bytes.length : end
    const texts = type.transcripts.turns(bytes.toString('utf8', from, to)).map(turnText)
    if (texts.length > 0) yield texts.join('')
    from = to + 1
    count += 1
    if (count % AT_ONCE === 0) await pause()
  }
}

/** The whole file, counted while it is written. */
async function* contentOf(left: Left, told: { bytes: number; lines: number }): AsyncGenerator<Uint8Array> {
  const pieces = async function* () {
    yield headOf(left)
    yield screenText(left)
    yield* turnTexts(left)
  }
  for await (const piece of pieces()) {
    const bytes = Buffer.from(piece)
    told.bytes += bytes.length
    for (const byte of bytes) if (byte === LF) told.lines += 1
    yield bytes
  }
}

async function salvageOne(loss: Loss, pane: PaneRecord, folder: string, options: Options): Promise<Output> {
  const { screens, talkOf, types } = options
  const nothing = { agent: pane.agent, path: '', bytes: 0, lines: 0 }
  try {
    const shot = screens.of(loss.record.id, pane.key)
    const type = types().find(one => one.id === pane.type)
    const talk = await readTalk(talkOf(pane))
    if (!shot && !talk.transcript)
      return { ...nothing, problem: `Nothing is left of it: its last screen was not seen here. ${talk.silence}` }
    const told = { bytes: 0, lines: 0 }
    await makeFolders(folder)
    const facts = { session: loss.record.record.name, agent: pane.agent }
    const at = new Date()
    const content = contentOf({ loss, pane, type, shot, ...talk }, told)
    const path = await writeNewFile(folder, count => outputName(facts, at, false, count), content)
    return { agent: pane.agent, path, ...told, problem: '' }
  } catch (error) {
    return { ...nothing, problem: problemWords(error) }
  }
}

/**
 * Writes what is left of the agents of lost sessions into `folder`, a file each, one after the other, never over another
 * file. Nothing is masked, whatever the settings say of checkpoints: the files are for the person who asked for them, and
 * lie where that person put them. An agent of which nothing is left, or whose file cannot be written, is told in its place. Throws HostError
 * `bad-folder` for a relative path, `bad-input` for none to save.
 */
export async function salvage(losses: readonly Loss[], folder: string, options: Options): Promise<Output[]> {
  if (losses.length === 0) throw new HostError('bad-input', 'There is no such lost session.')
  const place = absoluteFolder(folder)
  const outputs: Output[] = []
  for (const loss of losses)
    for (const pane of agentsOf(loss.record.record)) outputs.push(await salvageOne(loss, pane, place, options))
  return outputs
}
