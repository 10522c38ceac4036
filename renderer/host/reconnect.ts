import type { Undo, Wire } from '../../ipc/wire'

/** First and longest pause between two attempts, ms: a restarted host is back within a second, a lost tunnel may take minutes. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

export interface ReconnectOptions {
  open(): Promise<Wire>
  onOpen(wire: Wire): void
  /** After the loss of an open wire, and once after a first attempt that failed. */
  onLost(): void
  /** For tests. */
  readonly firstPauseMs?: number
}

/** Pause before attempt `n` (from 0), ms: doubles up to five seconds. */
export function pauseBefore(attempt: number, first: number = FIRST_PAUSE_MS): number {
  return Math.min(LONGEST_PAUSE_MS, first * 2 ** Math.min(attempt, 16))
}

/**
 * Keeps one wire open: opens it, and after a loss opens it again with growing pauses. Becoming visible or online
 * tries at once. The undo closes the wire and ends the attempts.
 */
export function keepConnected(options: ReconnectOptions): Undo {
  let stopped = false
  let wire: Wire | null = null
  let opening = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function lost(): void {
    wire = null
    if (stopped) return
    if (failures <= 1) options.onLost()
    timer = setTimeout(attempt, pauseBefore(failures, options.firstPauseMs))
  }

  function opened(fresh: Wire): void {
    if (stopped) return fresh.close()
    wire = fresh
    failures = 0
    fresh.onClose(lost)
    options.onOpen(fresh)
  }

  function attempt(): void {
    clearTimeout(timer)
    if (stopped || wire || opening) return
    opening = true
    options.open().then(
      fresh => {
        opening = false
        opened(fresh)
      },
      () => {
        opening = false
        failures += 1
        lost()
      },
    )
  }

  const atOnce = () => {
    if (document.visibilityState === 'visible') attempt()
  }
  document.addEventListener('visibilitychange', atOnce)
  window.addEventListener('online', atOnce)
  attempt()
  return () => {
    stopped = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', atOnce)
    window.removeEventListener('online', atOnce)
    wire?.close()
    wire = null
  }
}
