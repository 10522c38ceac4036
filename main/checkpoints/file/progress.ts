import type { SaveProgress } from '../../../ipc/checkpoint'
import { stopIf } from '../cancelled'
import type { Step } from '../store/pieces'

type FileAct = NonNullable<SaveProgress['file']>

/** How an export or an import is watched and ended by who began it. */
export interface FileHow {
  readonly signal?: AbortSignal
  /** How far it is; who began it knows the rest. */
  readonly onProgress?: (far: Omit<SaveProgress, 'id' | 'what'>) => void
}

/**
 * Begins a step of `total` bytes: what is returned counts those that were done, tells how far it is, and throws HostError
 * `cancelled` once the signal says so. With 0 it only looks at the signal.
 * @param session whose checkpoint it is; empty while that is not known
 */
export function createSteps(act: FileAct['act'], session: string, { signal, onProgress }: FileHow) {
  return (step: FileAct['step'], total: number): Step => {
    let done = 0
    return bytes => {
      stopIf(signal)
      // A file may grow, and a mask is longer than what it stands for.
      done = Math.min(total, done + bytes)
      if (bytes > 0) onProgress?.({ session, done, total, file: { act, step } })
    }
  }
}
