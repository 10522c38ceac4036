import { runTmux } from '../run'
import type { TestServer } from '../test-server'
import type { Command } from '../types'

/** For tests alone: commands as the product runs them, on a test's server. */
export interface Runner {
  run(command: Command, ...more: readonly Command[]): Promise<string>
  /** One after the other, the replies in order. */
  runAll(commands: readonly Command[]): Promise<string[]>
  /** A format for one target. */
  ask(target: string, format: string): Promise<string>
}

export function createRunner(server: TestServer): Runner {
  const run = (...commands: readonly Command[]) => runTmux(server.target, commands)
  return {
    run,
    async runAll(commands) {
      const replies: string[] = []
      for (const one of commands) replies.push(await run(one))
      return replies
    },
    ask: (target, format) => server.tmux('display-message', '-p', '-t', target, format),
  }
}
