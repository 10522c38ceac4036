import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { readOpenCodeComposer, readOpenCodeScreen } from './opencode-screen'

/** OpenCode. By its documentation Escape interrupts a session (asking for a second one); Ctrl+C ends it. NOT WATCHED. */
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
  prompting: { settleMs: 300, clear: [] },
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g opencode-ai',
}
