import type { RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { wasCancelled } from '../cancelled'

/** A restore that is under way: what it tells, and whether it is to end. */
export interface Progress {
  readonly run: () => RestoreRun
  step(
    step: RestoreRun['step'],
    more?: Partial<Pick<RestoreRun, 'session' | 'sessionId' | 'problem' | 'total' | 'stands'>>,
  ): void
  note(what: string, ok: boolean, detail: string): void
  /** Throws HostError `cancelled` after `cancel`. */
  check(): void
  cancel(): void
}

/** Nothing done yet. `emit` is called with each change. */
export function createProgress(id: string, plan: RestorePlan, emit: (run: RestoreRun) => void): Progress {
  const { checkpoint } = plan
  const none = { session: '', done: [], total: 0, problem: '', sessionId: '', stands: false }
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
      if (cancelled) throw wasCancelled()
    },
    cancel() {
      cancelled = true
    },
  }
}
