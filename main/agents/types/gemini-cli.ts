import { type AgentType, interruptBy, PLAIN } from '../agent-type'
import { readGeminiComposer, readGeminiScreen, readGeminiTitle } from './gemini-screen'

/** Gemini CLI. By its documentation Escape cancels the request under way. NOT WATCHED; questions are answered in the terminal. */
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
  // A draft cannot be emptied: what its keys do was not tried.
  prompting: { settleMs: 300, clear: [] },
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g @google/gemini-cli',
}
