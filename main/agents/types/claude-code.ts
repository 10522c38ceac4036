import { type AgentType, interruptBy, PLAIN, spinnerTitle } from '../agent-type'

/** Claude Code (watched: 2.1.197). Its title is `✳ topic` between turns and `⠐ topic` during one. */
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
  // Ctrl+C stops a turn too, but twice within a second ends the program; Escape does not.
  interruptKey: interruptBy('Escape'),
  shared: [],
  remedy: 'npm install -g @anthropic-ai/claude-code',
}
