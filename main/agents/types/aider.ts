import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'

/** Aider. By its documentation one Ctrl+C stops the answer; a second one within two seconds ends it. Not watched yet. */
export const aider: AgentType = {
  ...PLAIN,
  id: 'aider',
  name: 'Aider',
  command: 'aider',
  args: [],
  env: {},
  custom: false,
  kind: 'program',
  programs: ['aider'],
  packages: [],
  readTitle: noTitle,
  interruptKey: interruptBy('C-c'),
  shared: [],
  remedy: 'python3 -m pip install aider-install && aider-install',
}
