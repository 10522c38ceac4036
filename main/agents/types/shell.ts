import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'

/** The user's login shell. Never recognised in panes that we did not start: a person's shell is not an agent. */
export function shell(program: string): AgentType {
  return {
    ...PLAIN,
    id: 'shell',
    name: 'Shell',
    command: program,
    args: ['-l'],
    env: {},
    custom: false,
    kind: 'shell',
    programs: [],
    packages: [],
    readTitle: noTitle,
    // At its prompt the state is idle and nothing is sent; with a job in the foreground Ctrl+C goes to the job.
    interruptKey: interruptBy('C-c'),
    shared: [],
    remedy: '',
  }
}
