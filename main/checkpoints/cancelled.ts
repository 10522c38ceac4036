import { HostError } from '../../ipc/failure'

/** What work throws that a person cancelled. */
export function wasCancelled(): HostError {
  return new HostError('cancelled', 'It was cancelled.')
}

/** Throws HostError `cancelled` once the signal says so. */
export function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw wasCancelled()
}
