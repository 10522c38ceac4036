/** Ctrl+C, a polite `kill`, and a terminal that went away. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `end` on a signal that asks the process to end. Libraries below us listen too and would end the process under
 * our hands (conf's `when-exit` 2 sends the signal again, proper-lockfile's `signal-exit` 3 lets go of the lock at
 * once): their listeners are removed. They clean up at the process's `exit` as well, which comes after ours.
 */
export function onEndSignal(end: () => void): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal)
    process.on(signal, end)
  }
}

/** Calls `release` on SIGUSR2: who started us needs us no more, others may. For the libraries see `onEndSignal`. */
export function onReleaseSignal(release: () => void): void {
  process.removeAllListeners('SIGUSR2')
  process.on('SIGUSR2', release)
}
