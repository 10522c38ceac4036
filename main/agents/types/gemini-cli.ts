import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'

/** Gemini CLI. By its documentation Escape cancels the request under way; not watched yet. */
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
  readTitle: noTitle,
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g @google/gemini-cli',
}
