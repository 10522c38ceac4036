import type { Checkpoint, ConversationTurn, SavedPane } from '../../../ipc/checkpoint'
import type { CallOut } from '../../../ipc/contract'
import type { AgentType, Transcripts } from '../../agents/agent-type'
import type { Blobs } from '../store/blobs'
import { paneOf } from './screens'

/** Bytes of a transcript's end that are read: hundreds of turns, of files of 256 MB too. */
const TAIL = 2 * 1024 * 1024
/** Longest turn that is told, characters. */
const MOST_TEXT = 4000
const LF = 10

const cut = (turn: ConversationTurn): ConversationTurn => {
  if (turn.text.length <= MOST_TEXT) return turn
  // Half a surrogate pair would be no character.
  const text = turn.text.slice(0, MOST_TEXT).replace(/[\ud800-\udbff]$/, '')
  return { ...turn, text: `${text}…` }
}

/** The whole lines of the end, and whether something stands before them. */
function endOf(transcript: Buffer): { lines: string[]; cut: boolean } {
  const from = transcript.length - TAIL
  if (from <= 0) return { lines: transcript.toString('utf8').split('\n'), cut: false }
  // From the first line that begins in the tail.
  const tail = transcript.subarray(transcript.indexOf(LF, from) + 1)
  return { lines: tail.toString('utf8').split('\n'), cut: true }
}

/** The last turns, the oldest first, from the last line upwards and no further than needed. */
function lastTurns(transcript: Buffer, { turns }: Transcripts, last: number) {
  const end = endOf(transcript)
  const found: ConversationTurn[] = []
  for (let at = end.lines.length - 1; at >= 0 && found.length <= last; at -= 1)
    found.unshift(...turns(end.lines[at] ?? ''))
  return { turns: found.slice(-last).map(cut), more: found.length > last || end.cut }
}

/** Why a conversation cannot be shown; empty when it can. */
function whyNone({ conversation }: SavedPane, type: AgentType | undefined): string {
  if (!conversation) return 'No conversation was known.'
  if (!conversation.transcript) return 'The file of its conversation was not there, so it was not copied.'
  return type?.transcripts ? '' : 'How this type writes its conversations is not known.'
}

/**
 * The last turns of a pane's conversation as it was saved. A `problem` in words where there is none to show. Throws
 * HostError `bad-input` (no such pane), `store-damaged`.
 */
export async function showTurns(
  blobs: Blobs,
  checkpoint: Checkpoint,
  { key, last }: { key: string; last: number },
  types: readonly AgentType[],
): Promise<CallOut<'checkpoint.turns'>> {
  const pane = paneOf(checkpoint, key)
  const type = types.find(one => one.id === pane.type)
  const problem = whyNone(pane, type)
  const transcript = pane.conversation?.transcript
  if (problem || !transcript || !type?.transcripts) return { turns: [], more: false, problem }
  return { ...lastTurns(await blobs.get(transcript), type.transcripts, last), problem: '' }
}
