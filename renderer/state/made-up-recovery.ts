import type { LostSession } from '../../ipc/recovery'
import { madeUpId } from './made-up-checkpoints'

type LostAgent = LostSession['agents'][number]

/** An agent of a session that is lost: it worked, and its conversation is to be had. */
export function madeUpLostAgent(name: string, more: Partial<LostAgent> = {}): LostAgent {
  return {
    ...{ name, type: 'cc', state: 'working', task: `task of ${name}`, transcript: true, screen: false, alive: false },
    ...more,
  }
}

/** A session of two agents and a shell whose tmux server was killed; for tests of the page alone. */
export function madeUpLost(serial: number, more: Partial<LostSession> = {}): LostSession {
  return {
    id: madeUpId(serial),
    session: 'api',
    folder: '/src/api',
    kind: 'server-died',
    seen: Date.now() - 120_000,
    noticed: Date.now() - 119_000,
    sentence: 'The tmux server (process 4242) was killed by signal 9.',
    lastWords: ['server exited unexpectedly'],
    agents: [
      madeUpLostAgent('cc_1', { screen: true }),
      madeUpLostAgent('cod_1', { type: 'cod', state: 'idle', task: '' }),
      madeUpLostAgent('shell_1', { type: 'shell', state: 'unknown', task: '', transcript: false }),
    ],
    checkpoint: null,
    nameTaken: false,
    ...more,
  }
}
