import type { Choice, Question } from '../../../ipc/model'
import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { CLEAR_BY_LINES } from './clear-keys'
import { readOpenCodeComposer } from './opencode-composer'
import { readOpenCodeScreen } from './opencode-screen'

/**
 * A digit takes its choice at once in its own questions, but for the one behind which a text is typed. Of a permission's
 * buttons only *Reject* has a key of its own, Escape; Enter takes the chosen one, which shows by its colour (never an arrow and
 * Enter in one write: see Claude Code's).
 */
function openCodeAnswerKeys(question: Question, choice: Choice): readonly string[] | null {
  if (question.kind === 'permission') {
    if (choice.key === 'reject' || choice.key === 'cancel') return ['Escape']
    return choice.selected ? ['Enter'] : null
  }
  return /^[1-9]$/.test(choice.key) && !/^Type your own/.test(choice.label) ? [choice.key] : null
}

/**
 * OpenCode (watched: 1.18.33). Its title is the conversation's, also during a turn.
 *
 * Typing: a paste of three lines or more shows as `[Pasted ~4 lines]`; one that begins with `!` or `/` stays text, while a `!`
 * that is typed makes a shell of its composer. Enter during a turn queues. Escape during a turn only asks for a second Escape,
 * which stops it; what was queued is then shown and not run. Escape at rest does nothing. Ctrl+C at rest ends it at once.
 * Escape at a question refuses it and stops the turn.
 */
export const openCode: AgentType = {
  ...PLAIN,
  id: 'oc',
  name: 'OpenCode',
  command: 'opencode',
  args: [],
  env: {},
  custom: false,
  kind: 'program',
  programs: ['opencode'],
  packages: ['opencode-ai'],
  readTitle: noTitle,
  readScreen: readOpenCodeScreen,
  readComposer: readOpenCodeComposer,
  // Backspace at the start of an empty one also leaves its shell mode.
  prompting: { settleMs: 300, clear: CLEAR_BY_LINES },
  answerKeys: openCodeAnswerKeys,
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g opencode-ai',
  // Its screens were recorded from 1.18.33; another version's may say nothing.
  least: { version: '1.18', args: ['--version'], otherwise: 'its screens may not be read' },
}
