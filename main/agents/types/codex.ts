import { type AgentType, interruptBy, PLAIN, type SharedProcess, spinnerTitle } from '../agent-type'
import { programOf } from '../program-name'

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

/** Codex. Its title is the folder's name between turns and `⠙ folder` during one. */
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
  // Ctrl+C ends an idle Codex and opens a menu in a working one.
  interruptKey: interruptBy('Escape'),
  shared: [appServer],
  remedy: 'npm install -g @openai/codex',
}
