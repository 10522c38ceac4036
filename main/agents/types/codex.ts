import { type AgentType, interruptBy, PLAIN, type SharedProcess, spinnerTitle } from '../agent-type'
import { programOf } from '../program-name'
import { codexReporting, readCodexEvent } from './codex-events'
import { codexResume } from './codex-resume'
import { readCodexComposer, readCodexScreen } from './codex-screen'
import { codexTranscripts } from './codex-transcript'

/**
 * `codex app-server --listen unix://…` and its helper `codex app-server daemon pid-update-loop` (watched: 0.169.0): one
 * per CODEX_HOME, in a session of their own, with the environment of whichever pane happened to start them.
 */
const appServer: SharedProcess = {
  name: 'Codex app-server',
  matches(argv) {
    const program = programOf(argv)
    return program.name === 'codex' && program.args[0] === 'app-server'
  },
  scope: { variable: 'CODEX_HOME', fallback: '.codex' },
}

/** See Claude Code's. Measured on drafts of several lines; a paste that shows as `[Pasted Content …]` counts as one sign. */
const CLEAR = [...Array<string>(30).fill('C-u'), ...Array<string>(30).fill('C-k')]

/**
 * Codex (watched: 0.169.0). Its title is the folder's name between turns and `⠙ folder` during one.
 *
 * Typing: Enter during a turn steers it (Tab queues); an Enter right after letters that were typed fast (not pasted in
 * brackets) becomes a part of them. Escape stops a
 * turn and brings what was queued back into the composer. Escape in the menu `Task is still running` closes the menu alone.
 * It reports by hooks (`codex-hooks.ts`), and by `notify` where its version has none.
 */
export const codex: AgentType = {
  ...PLAIN,
  id: 'cod',
  name: 'Codex',
  command: 'codex',
  args: [],
  env: {},
  custom: false,
  kind: 'program',
  programs: ['codex'],
  packages: ['@openai/codex'],
  // Any title without the spinner: the host's name before the first turn, the folder's afterwards.
  readTitle: spinnerTitle(title => title !== ''),
  readEvent: readCodexEvent,
  reporting: codexReporting,
  transcripts: codexTranscripts,
  resume: codexResume,
  // Measured on a loaded machine: 72 of 72 pastes were taken with 0 to 500 ms, of one line, five lines and 20 KB.
  prompting: { settleMs: 150, clear: CLEAR },
  // A digit takes its choice at once, without Enter, in all of its menus (approval, trust, login, hooks).
  answerKeys: (_, choice) => (/^[1-9]$/.test(choice.key) ? [choice.key] : null),
  // No other key: Ctrl+C opens a menu in which a choice must be made, and ends it when the turn is over meanwhile.
  // Ctrl+C ends an idle Codex and opens a menu in a working one.
  interruptKey: interruptBy('Escape'),
  readScreen: readCodexScreen,
  readComposer: readCodexComposer,
  shared: [appServer],
  remedy: 'npm install -g @openai/codex',
  // Its notify and its screens were recorded from 0.169.0.
  least: { version: '0.100', args: ['--version'], otherwise: 'states come from the screen alone' },
}
