import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'

/** OpenCode. By its documentation Escape interrupts a session (asking for a second one); Ctrl+C ends it. Not watched yet. */
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
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g opencode-ai',
}
