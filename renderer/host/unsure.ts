import { toFailure } from '../../ipc/failure'

const UNSURE = new Set(['disconnected', 'internal', 'tmux-timeout'])

/**
 * Whether it is not known, after this failure of a call, if the host has done it. Then the same is asked for under the same
 * id, and the host, which does nothing twice under one id, answers with what it did.
 */
export function isUnsure(error: unknown): boolean {
  return UNSURE.has(toFailure(error).code)
}
