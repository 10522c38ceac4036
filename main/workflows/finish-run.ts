import { HostError } from '../../ipc/failure'
import type { Finish, FinishPlan } from '../../ipc/finish'
import type { Pane } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import { panesToKill } from '../sessions/kill-scope'
import type { TmuxSession } from '../tmux/types'
import { follow } from './finish-agent'
import { agentsAmong, type FinishParts, type Run, runStages } from './finish-stages'

/** A *Finish session* from its beginning to its end. */
export interface FinishRun {
  now(): Finish
  /** Throws HostError `refused` for a step that makes no sense now. */
  step(step: 'without' | 'kill' | 'cancel'): Finish
  /** The host ends: nothing more is done or told, and what runs goes on. */
  drop(): void
}

const OVER: ReadonlySet<Finish['step']> = new Set(['done', 'cancelled', 'failed'])

/** Whether nothing of it changes any more. */
export const isOver = ({ step }: Pick<Finish, 'step'>): boolean => OVER.has(step)

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b)

function differs(before: Finish, change: Partial<Finish>): boolean {
  const names = Object.keys(change) as (keyof Finish)[]
  // The act is replaced with each change, and may hold a long text.
  return names.some(name => (name === 'asked' ? change.asked !== before.asked : !same(change[name], before[name])))
}

/**
 * The session of the beginning, or null when it is gone. A server that was started anew gives the same ids to others, so
 * the id alone proves nothing.
 */
function sessionFinder({ tmux }: FinishParts, first: TmuxSession): () => TmuxSession | null {
  const server = tmux.serverPid()
  return () => {
    if (tmux.serverPid() !== server) return null
    const found = tmux.mirror.state().sessions.find(one => one.id === first.id)
    return found?.created === first.created ? found : null
  }
}

/** Waiting for what fleet, acts, time and the user do. */
function createWaits(signal: AbortSignal) {
  const waits = new Set<() => void>()
  const poke = () => {
    for (const wait of [...waits]) wait()
  }
  signal.addEventListener('abort', poke)
  const until: Run['until'] = test =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const end = (settle: () => void) => {
        waits.delete(wait)
        clearTimeout(timer)
        settle()
      }
      const wait = () => {
        clearTimeout(timer)
        if (signal.aborted) return end(() => resolve(null))
        try {
          const found = test(ms => {
            timer = setTimeout(wait, ms)
          })
          if (found !== null) end(() => resolve(found))
        } catch (error) {
          end(() => reject(error))
        }
      }
      waits.add(wait)
      wait()
    })
  return { poke, until }
}

/**
 * Begins. `told` is called with every change. Throws HostError `no-such-session`.
 * @param session as tmux has it now
 */
export function startRun(
  { id, plan, session }: { id: string; plan: FinishPlan; session: TmuxSession },
  parts: FinishParts,
  told: (finish: Finish) => void,
): FinishRun {
  const abort = new AbortController()
  const { poke, until } = createWaits(abort.signal)
  const target = { kind: 'session', sessionId: plan.sessionId } as const
  const panes = (): Pane[] =>
    panesToKill(parts.tmux.mirror.state(), target).flatMap(pane => parts.fleet.pane(pane.id) ?? [])
  let finish: Finish = {
    id,
    sessionId: plan.sessionId,
    session: session.name,
    step: 'asking',
    asked: null,
    agents: [],
    waitUntil: null,
    outputs: [],
    killed: null,
    problem: '',
  }
  const undos: Undo[] = []

  function put(change: Partial<Finish>): void {
    if (isOver(finish) || abort.signal.aborted || !differs(finish, change)) return
    finish = { ...finish, ...change }
    if (isOver(finish)) close()
    told(finish)
  }
  function close(): void {
    for (const undo of undos) undo()
    abort.abort()
  }

  const agents = agentsAmong(parts, panes()).map(follow)
  const run: Run = {
    plan,
    parts,
    signal: abort.signal,
    agents,
    wanted: null,
    ending: false,
    get: () => finish,
    put,
    until,
    panes,
  }
  const find = sessionFinder(parts, session)
  const onFleet = () => {
    const found = find()
    if (found) put({ session: found.name })
    else if (!run.ending) put({ step: 'failed', problem: goneWords(finish) })
    poke()
  }
  undos.push(parts.fleet.onChange(onFleet), parts.book.onChange(poke))
  void runStages(run)
  return { now: () => finish, step: step => takeStep(run, step, poke), drop: close }
}

function goneWords({ session, outputs }: Finish): string {
  const saved = outputs.filter(one => one.problem === '').length
  return `Session ${session} ended meanwhile, not by this. ${saved === 0 ? 'No output was saved.' : `Saved outputs: ${saved}.`}`
}

/** Held prompts are given up with it; what is typed stays typed. */
function cancel(run: Run): void {
  if (run.ending) throw new HostError('refused', 'Its processes are being ended already: that cannot be cancelled.')
  const { asked, step } = run.get()
  if (asked && run.parts.book.find(asked.id)?.open) run.parts.send.cancel(asked.id)
  // All that was wished is done then; only the kill that nobody had wished is left out.
  if (step === 'ready' && !run.plan.kill) run.put({ step: 'done', problem: '' })
  else run.put({ step: 'cancelled', problem: 'It was cancelled: what runs goes on.' })
}

function takeStep(run: Run, step: 'without' | 'kill' | 'cancel', poke: () => void): Finish {
  if (isOver(run.get())) return run.get()
  const now = run.get().step
  if (step === 'cancel') cancel(run)
  else if (step === 'kill' && now !== 'ready' && now !== 'checkpoint' && now !== 'killing')
    throw new HostError('refused', 'It is not ready to be ended yet.')
  else if (step === 'kill' ? now === 'ready' : now === 'asking' || now === 'waiting') run.wanted = step
  poke()
  return run.get()
}
