import type { Choice, Question } from '../../../ipc/model'
import { type AgentType, interruptBy, PLAIN } from '../agent-type'
import { CLEAR_BY_LINES } from './clear-keys'
import { readGeminiComposer } from './gemini-composer'
import { readGeminiScreen, readGeminiTitle } from './gemini-screen'

/** Choices behind which it opens an editor or a text field: they take more than a key. */
const NEEDS_TEXT = /^(?:Modify with|Enter a custom value|Use Gemini API Key)/

/** A digit takes its choice at once, without Enter: permission, own questions, trust, login. */
function geminiAnswerKeys(_: Question, choice: Choice): readonly string[] | null {
  return /^[1-9]$/.test(choice.key) && !NEEDS_TEXT.test(choice.label) ? [choice.key] : null
}

/**
 * Gemini CLI (watched: 0.61.0). Its title is `✦  Working… (folder)` during a turn.
 *
 * Typing: a paste that begins with `!` stays text, while a `!` that is typed makes a shell of its composer. Enter during a turn
 * queues. Escape stops a turn, and what was queued runs at once; at a question it answers no and stops the turn; at rest it does
 * nothing by itself. Ctrl+C stops a turn too, but also arms the exit: a second one ends it.
 */
export const geminiCli: AgentType = {
  ...PLAIN,
  id: 'gmi',
  name: 'Gemini CLI',
  command: 'gemini',
  args: [],
  env: {},
  custom: false,
  kind: 'program',
  programs: ['gemini'],
  packages: ['@google/gemini-cli'],
  readTitle: readGeminiTitle,
  readScreen: readGeminiScreen,
  readComposer: readGeminiComposer,
  // Ctrl+C empties it too, but arms the exit where there is no draft.
  prompting: { settleMs: 300, clear: CLEAR_BY_LINES },
  answerKeys: geminiAnswerKeys,
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g @google/gemini-cli',
  // Its screens were recorded from 0.61.0; another version's may say nothing.
  least: { version: '0.61', args: ['--version'], otherwise: 'its screens may not be read' },
}
