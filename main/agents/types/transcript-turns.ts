import type { ConversationTurn } from '../../../ipc/checkpoint'
import { type Fields, fieldsOf, firstLineOf, textIn } from './fields'

/** Longest name and input of a tool that are told, characters. */
const MOST_NAME = 80
const MOST_INPUT = 300
const MOST_WORDS = 50

/** A moment as transcripts write it (`2026-11-22T13:27:11.971Z`), in Unix ms; null when it is none. */
function momentIn(value: unknown): number | null {
  const at = Date.parse(textIn(value, 40))
  return Number.isNaN(at) ? null : at
}

/** Words of one side of a conversation as turns: none when they are empty. `time`: the line's own field. */
export function turnOf(who: ConversationTurn['who'], text: string, time: unknown): ConversationTurn[] {
  return text.trim() === '' ? [] : [{ who, text: text.trim(), at: momentIn(time) }]
}

/** A text, or the words of a list of them (an argument array). Lists within lists are left alone: they can be deep. */
function givenIn(value: unknown): string {
  const words = Array.isArray(value) ? value.slice(0, MOST_WORDS).map(word => textIn(word, MOST_INPUT)) : []
  return firstLineOf(words.join(' ') || textIn(value, 10_000), MOST_INPUT)
}

/** `Bash: npm test`: a tool, and the first text that it was given (a command, a path, a question). */
export function toolWords(name: unknown, input: Fields | string): string {
  const values = typeof input === 'string' ? [input] : Object.values(input)
  const given = values.map(givenIn).find(text => text !== '')
  const tool = firstLineOf(textIn(name, 1000), MOST_NAME) || 'a tool'
  return given ? `${tool}: ${given}` : tool
}

/** Arguments of a call that come as JSON in a text; other text stays as it is. */
export function argumentsIn(value: unknown): Fields | string {
  const text = textIn(value, 1_000_000)
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return text
  }
}
