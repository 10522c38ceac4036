/*
 * How a started agent looks in the process table: known to `sessions/launch.ts`, which starts it, and to `look.ts`, which
 * recognises it.
 */

/** `$0` of both shells of a launch, so that a person who lists processes sees whose they are. */
export const WRAPPER_NAME = 'quarterdeck'

/**
 * Runs the agent and stays as its parent. `sleep`: up to tmux 3.6 the last kilobytes of a program that ends at once are
 * lost by tmux itself (measured: 2–5 of 5 runs; with the pause never). `trap`: Ctrl+C and Ctrl+\ go
 * to the whole foreground group, and a plain `sh` would die of them (dash of QUIT at once, of INT together with its
 * child, without the pause) and take an agent along that only meant to stop its turn; a trap with a command, unlike an
 * ignored signal, is not inherited by the agent.
 */
export const WRAPPER_SCRIPT = `trap : INT QUIT; "$@"; rc=$?; sleep 0.3; exit $rc`

/** `launching`: the login shell still runs its start-up files; `wrapped`: the agent has been started; null: not ours. */
export function launchPhase(argv: readonly string[]): 'launching' | 'wrapped' | null {
  if (argv[1] === '-c' && argv[2] === WRAPPER_SCRIPT) return 'wrapped'
  return argv.includes(WRAPPER_SCRIPT) ? 'launching' : null
}
