import type { RestorePlan, RestoreRun } from '../../ipc/checkpoint'
import { HostError } from '../../ipc/failure'

/** A restore that is under way: what it tells, and whether it is to end. */
export interface Progress {
  readonly run: () => RestoreRun
  step(step: RestoreRun['step'], more?: Partial<Pick<RestoreRun, 'session' | 'sessionId' | 'problem' | 'total'>>): void
  note(what: string, ok: boolean, detail: string): void
  /** Throws HostError `cancelled` after `cancel`. */
  check(): void
  cancel(): void
}

/** Nothing done yet. `emit` is called with each change. */
export function createProgress(id: string, plan: RestorePlan, emit: (run: RestoreRun) => void): Progress {
  const { checkpoint } = plan
  const none = { session: '', done: [], total: 0, problem: '', sessionId: '' }
  let run: RestoreRun = { id, checkpoint, step: 'saving', ...none }
  let cancelled = false
  const set = (more: Partial<RestoreRun>) => {
    run = { ...run, ...more }
    emit(run)
  }
  return {
    run: () => run,
    step: (step, more = {}) => set({ step, ...more }),
    note: (what, ok, detail) => set({ done: [...run.done, { what, ok, detail }] }),
    check() {
      if (cancelled) throw new HostError('cancelled', 'It was cancelled.')
    },
    cancel() {
      cancelled = true
    },
  }
}

/** Works on all of them, so many at a time, in order. Rejects with the first failure, when what was begun is over. */
export async function inTurns<T>(items: readonly T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  const one = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  const results = await Promise.allSettled(Array.from({ length: most }, one))
  const failed = results.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
}
