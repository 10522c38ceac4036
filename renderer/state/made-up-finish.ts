import type { Finish, SavedOutput } from '../../ipc/finish'

/** A run for tests of the page alone: two agents of session `api`, one of them not ready. */
export function madeUpFinish(change: Partial<Finish> = {}): Finish {
  const agent = { paneId: '%0', agent: 'cc_1', state: 'idle', progress: 'ready', detail: 'It is idle.' } as const
  const other = { paneId: '%1', agent: 'cc_2', state: 'working', progress: 'busy', detail: 'It works.' } as const
  return {
    ...{ id: 'f1', sessionId: '$0', session: 'api', step: 'waiting', asked: null, agents: [agent, other] },
    ...{ waitUntil: 1_800_000_000_000, outputs: [], killed: null, problem: '', ...change },
  }
}

/** A file that was written, or why it was not. */
export function madeUpOutput(agent: string, problem = ''): SavedOutput {
  const path = problem === '' ? `/home/me/out/api_${agent}_20260715-093000.txt` : ''
  return { paneId: `%${agent.at(-1)}`, agent, path, bytes: 1200, lines: 42, problem }
}
