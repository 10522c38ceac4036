import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { readAiderComposer, readAiderScreen } from './aider-screen'

/** Aider. By its documentation one Ctrl+C stops the answer; a second one within two seconds ends it. NOT WATCHED. */
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
  readScreen: readAiderScreen,
  readComposer: readAiderComposer,
  prompting: { settleMs: 300, clear: [] },
  interruptKey: interruptBy('C-c'),
  shared: [],
  remedy: 'python3 -m pip install aider-install && aider-install',
}
