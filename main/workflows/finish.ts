import { HostError } from '../../ipc/failure'
import type { Finish, FinishPlan } from '../../ipc/finish'
import { createEmitter, type Undo } from '../../ipc/wire'
import { absoluteFolder } from '../sessions/folder'
import { type FinishRun, isOver, startRun } from './finish-run'
import type { FinishParts } from './finish-stages'

/** *Finish session*: runs that go on without a page, and are told to whoever listens. */
export interface Finishes {
  /**
   * Begins and answers at once; the same id again answers with the same run, and nothing is begun. Throws HostError
   * `no-such-session`, `refused` (it is being finished already), `bad-folder` (a relative path).
   */
  start(id: string, plan: FinishPlan): Finish
  /**
   * without: go on although some are not ready; kill: after `ready`; cancel: what runs goes on. A run that is over answers
   * as it ended. Throws HostError `refused` for an unknown id, and for what cannot be done now.
   */
  step(id: string, step: 'without' | 'kill' | 'cancel'): Finish
  /** Those under way. */
  open(): Finish[]
  /** Called once for all changes of one turn of the event loop. */
  onChange(listener: (finish: Finish) => void): Undo
  /** Drops all runs; what they have not done is not done, and nothing is ended. */
  close(): void
}

/** Runs that are over and can still be asked for. */
const KEEP = 50

/** Finishes sessions. */
export function createFinishes(parts: FinishParts): Finishes {
  const runs = new Map<string, FinishRun>()
  const changed = createEmitter<Finish>()
  const dirty = new Set<string>()

  function flush(): void {
    const ids = [...dirty]
    dirty.clear()
    for (const id of ids) {
      const run = runs.get(id)
      if (run) changed.emit(run.now())
    }
  }
  function told({ id }: Finish): void {
    if (dirty.size === 0) setImmediate(flush)
    dirty.add(id)
  }
  function forgetOld(): void {
    const over = [...runs].filter(([, run]) => isOver(run.now()))
    for (const [id] of over.slice(0, Math.max(0, over.length - KEEP))) runs.delete(id)
  }
  const open = () => [...runs.values()].map(run => run.now()).filter(one => !isOver(one))

  return {
    start(id, plan) {
      const known = runs.get(id)
      if (known) return known.now()
      const session = parts.tmux.mirror.state().sessions.find(one => one.id === plan.sessionId)
      if (!session) throw new HostError('no-such-session', 'That session is gone.')
      if (open().some(one => one.sessionId === plan.sessionId))
        throw new HostError('refused', `Session ${session.name} is being finished already.`)
      if (plan.save) absoluteFolder(plan.save.folder)
      const run = startRun({ id, plan, session }, parts, told)
      runs.set(id, run)
      forgetOld()
      told(run.now())
      return run.now()
    },
    step(id, step) {
      const run = runs.get(id)
      if (!run) throw new HostError('refused', 'That is not known any more.')
      return run.step(step)
    },
    open,
    onChange: listener => changed.on(listener),
    close() {
      for (const run of runs.values()) run.drop()
      runs.clear()
    },
  }
}
