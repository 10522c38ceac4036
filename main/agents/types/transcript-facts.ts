import type { TranscriptFacts } from '../agent-type'
import { type Fields, fieldsOfLine, firstLineOf } from './fields'

const MOST_TASK = 300

/** How one program's lines are read; each part may say nothing. */
interface Reading {
  /** What of a line is read. */
  partOf(line: Fields): Fields
  task(part: Fields): string
  answer(part: Fields): string
  context(part: Fields): TranscriptFacts['context']
}

/** The newest task, answer and size of a conversation, from its last line upwards and no further than needed. */
export function newestFacts(lines: readonly string[], read: Reading): TranscriptFacts {
  let task = ''
  let answer = ''
  let context: TranscriptFacts['context'] = null
  for (let index = lines.length - 1; index >= 0 && (task === '' || answer === '' || !context); index -= 1) {
    const part = read.partOf(fieldsOfLine(lines[index] ?? ''))
    context ??= read.context(part)
    answer ||= read.answer(part)
    task ||= firstLineOf(read.task(part), MOST_TASK)
  }
  return { task, context, answer }
}
