import { type AgentType, interruptBy, PLAIN, spinnerTitle } from '../agent-type'
import { claudeAnswerKeys } from './claude-answer'
import { readClaudeComposer } from './claude-composer'
import { claudeReporting, readHook } from './claude-events'
import { claudeResume } from './claude-resume'
import { readClaudeScreen } from './claude-screen'
import { claudeTranscripts } from './claude-transcript'

/**
 * C-u deletes to the start of its line and then the line before, C-k the same forwards; both do nothing in an empty composer
 * and give nothing to a turn that runs. What is deleted comes back by Ctrl+Y. Escape and Ctrl+C are no way: twice they open
 * the history or end the program. A draft of more lines than this stays in part.
 */
const CLEAR = [...Array<string>(30).fill('C-u'), ...Array<string>(30).fill('C-k')]

/**
 * Claude Code (watched: 2.1.197). Its title is `✳ topic` between turns and `⠐ topic` during one.
 *
 * Typing: a paste of more than about three lines shows as `[Pasted text #1 +3 lines]`. Escape stops a turn; when it had just
 * begun or was being retried, the prompt goes back into the composer, and what is queued runs at once. Escape at a question
 * answers no and stops the turn. Ctrl+C empties a draft but arms the exit; C-u deletes to the start of a line, then the line.
 *
 * Answering: see `claude-answer.ts`; a digit takes its choice at once, without Enter.
 */
export const claudeCode: AgentType = {
  ...PLAIN,
  id: 'cc',
  name: 'Claude Code',
  command: 'claude',
  args: [],
  env: {},
  custom: false,
  kind: 'program',
  programs: ['claude'],
  packages: ['@anthropic-ai/claude-code'],
  readTitle: spinnerTitle(title => title.startsWith('✳')),
  readEvent: readHook,
  reporting: claudeReporting,
  transcripts: claudeTranscripts,
  resume: claudeResume,
  // An Enter is lost now and then while the paste is not drawn yet (5 of 66, 0 to 100 ms after it), never behind that (0 of
  // 126): what counts is that we wait until the composer shows the text (120 of 120 prompts by the first Enter).
  prompting: { settleMs: 150, clear: CLEAR },
  answerKeys: claudeAnswerKeys,
  // Ctrl+C stops a turn too, but twice within a second ends the program; Escape does not.
  interruptKey: interruptBy('Escape'),
  // Escape is *No, exit* at the question whether the folder is trusted.
  endsAtGates: true,
  // Only while it works: at rest Ctrl+C arms the exit, and the question that Escape answers is none for Ctrl+C.
  otherKey: state => (state === 'working' || state === 'held' ? 'C-c' : null),
  readScreen: readClaudeScreen,
  readComposer: readClaudeComposer,
  shared: [],
  remedy: 'npm install -g @anthropic-ai/claude-code',
  // Its hooks and its screens were recorded from 2.1.197.
  least: { version: '2.0', args: ['--version'], otherwise: 'states come from the screen alone' },
}
