import type { PaneId } from '../../../ipc/model'
import type { Log } from '../../log/log'
import type { FleetService } from '../fleet'
import { waitForPane } from '../wait-for-pane'
import { attempt, type Job, type Run, type Step, type Wish } from './attempt'
import type { Lanes } from './lanes'
import type { DeliverParts, Outcome } from './parcel'

export interface JobListener {
  /** It is not sent yet, and why. */
  waits(detail: string): void
  /** tmux has taken an Enter. */
  entered(): void
  /** Once, and the last that is told. */
  ended(outcome: Outcome): void
}

/** Prompts under way. */
export interface Jobs {
  start(job: Job, listener: JobListener): void
  /** Ends those jobs of an act (null: of all acts) of which nothing was typed yet. */
  cancel(actId: string | null, detail: string): void
  /** Gives up what is not typed yet for these panes. */
  cancelPanes(panes: ReadonlySet<PaneId>, detail: string): void
}

interface Options extends DeliverParts {
  readonly fleet: FleetService
  readonly lanes: Lanes
  readonly log: Log
}

interface Running extends Run {
  readonly tell: JobListener
  readonly abort: AbortController
}

/** States in which a look may find it ready; in any other the fleet tells when it changes. */
const RESTS: ReadonlySet<string> = new Set(['idle', 'unknown', 'error', 'exited'])
/** ms between looks at a held one that rests: tmux tells nobody of a draft that is gone, or of a composer that came. */
const AGAIN = [300, 600, 1000, 2000]
/** What a redraw of a moment hides is looked for this often, after these ms, before a prompt is left out for it. */
const SECOND_LOOKS = [150, 400]
/** The longest time that a timer takes, ms (24 days). */
const FOREVER = 2 ** 31 - 1

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

function finish(run: Running, { result, detail, next }: Outcome): void {
  if (run.over) return
  run.over = true
  run.abort.abort()
  const note = run.job.note !== '' && result !== 'skipped' ? ` ${run.job.note}` : ''
  run.tell.ended({ result, detail: `${detail}${note}`, ...(next ? { next } : {}) })
}

/** Until a look is worth while. */
async function worthALook(fleet: FleetService, { job, abort }: Running, round: number): Promise<void> {
  const pane = fleet.pane(job.paneId)
  if (!pane || RESTS.has(pane.state.name)) return sleep(AGAIN[Math.min(round, AGAIN.length - 1)] ?? 2000, abort.signal)
  const { name, question } = pane.state
  // Any other state is worth a look too: the receipt says what it waits for.
  const wanted = ({ dead, pid, state }: typeof pane) =>
    dead || pid !== job.pid || RESTS.has(state.name) || state.name !== name || state.question?.id !== question?.id
  await waitForPane(fleet, job.paneId, wanted, FOREVER, abort.signal)
}

function waitingWords({ first }: Wish, reason: string): string {
  return `${first ? 'Waits until it is ready.' : 'Held until it is idle.'} ${reason}`
}

/** Left out for what may pass by itself, or may be removed. */
function skipped(verdict: Extract<Step, { kind: 'wait' }>['verdict']): Outcome {
  const next = verdict.kind === 'draft' ? verdict.next : undefined
  return { result: 'skipped', detail: verdict.reason, ...(next ? { next } : {}) }
}

/** Waits as a step wants it; false when the job has come to its end. */
async function goOn(fleet: FleetService, run: Running, step: Exclude<Step, { kind: 'end' }>, round: number) {
  const { wish } = run.job
  if (step.kind === 'turn') {
    run.tell.waits(`Waits for its turn among its kind, ${(step.ms / 1000).toFixed(1)} s.`)
    return sleep(step.ms, run.abort.signal)
  }
  const { verdict } = step
  const look = verdict.kind === 'later' && verdict.fleeting ? SECOND_LOOKS[round] : undefined
  if (!wish.hold && look === undefined) return finish(run, skipped(verdict))
  if (wish.hold) run.tell.waits(waitingWords(wish, verdict.reason))
  return look === undefined ? worthALook(fleet, run, round) : sleep(look, run.abort.signal)
}

/** Runs prompts to their ends, each pane by itself. */
export function createJobs(parts: Options): Jobs {
  const { fleet, lanes, log } = parts
  const runs = new Set<Running>()

  async function work(run: Running): Promise<void> {
    for (let round = 0; !run.over; round += 1) {
      const step = await lanes.within(run.job.paneId, () => attempt(parts, run))
      if (run.over) return
      if (step.kind === 'end') finish(run, step.outcome)
      else await goOn(fleet, run, step, round)
    }
  }

  async function guard(run: Running): Promise<void> {
    try {
      await work(run)
    } catch (error) {
      log.error('a prompt could not be sent', { error: error instanceof Error ? error.stack : String(error) })
      finish(run, { result: run.typing ? 'unconfirmed' : 'failed', detail: 'An error of Quarterdeck: see the log.' })
    } finally {
      runs.delete(run)
    }
  }

  return {
    start(job, tell) {
      const state = { turn: null, typing: false, over: false }
      const run: Running = { job, tell, abort: new AbortController(), entered: () => tell.entered(), ...state }
      runs.add(run)
      void guard(run)
    },
    cancel(actId, detail) {
      for (const run of runs)
        if ((actId === null || run.job.actId === actId) && !run.typing) finish(run, { result: 'skipped', detail })
    },
    cancelPanes(panes, detail) {
      for (const run of runs) if (panes.has(run.job.paneId) && !run.typing) finish(run, { result: 'skipped', detail })
    },
  }
}
