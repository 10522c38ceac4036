import type { Pane } from '../../ipc/model'
import type { PaneText } from './pane-text'

/** Longest value in a header, characters. */
const MOST_VALUE = 500

/** Whose output it is. Names, titles and paths are hostile text. */
export interface OutputFacts {
  readonly session: string
  readonly agent: string
  /** `Claude Code`; empty for a pane without an agent. */
  readonly type: string
  readonly pane: Pane
  readonly at: Date
  /** Of the conversation, whole; empty when it is not known. */
  readonly answer: string
}

/** One line without controls, so that no value can pass for another line or drive a terminal. */
export function value(text: string): string {
  const line = text
    .slice(0, MOST_VALUE)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
  return line === '' ? '-' : line
}

/** An answer keeps its lines; what a terminal would obey goes. */
export function answerText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

/** The content of one file: who and when, what the pane has shown, and the agent's last answer where it is known. */
export function outputText(facts: OutputFacts, shown: PaneText): Buffer {
  const { pane } = facts
  const head: readonly (readonly [string, string])[] = [
    ['session', facts.session],
    ['agent', facts.agent],
    ['type', facts.type],
    ['folder', pane.path],
    ['state', `${pane.state.name} since ${new Date(pane.state.since).toISOString()}: ${pane.state.explanation}`],
    ['time', facts.at.toISOString()],
    ['lines', String(shown.lines)],
    ['conversation', pane.conversation ?? ''],
    ...(shown.missing ? [['missing', shown.missing] as const] : []),
  ]
  const top = head.map(([name, text]) => `${`${name}:`.padEnd(14)}${value(text)}\n`).join('')
  const end = facts.answer.trim() === '' ? '' : `\n--- last answer ---\n${answerText(facts.answer).trimEnd()}\n`
  return Buffer.concat([Buffer.from(`${top}\n--- output ---\n`), shown.text, Buffer.from(end)])
}
