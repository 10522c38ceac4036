import type { Act, Target } from '../../ipc/act'
import type { Pane, PaneId, Receipt } from '../../ipc/model'
import { identityKey } from '../processes/identity'
import { continueProcesses, stopProcesses } from '../processes/stop'
import type { Tmux } from '../tmux/types'
import type { ActBook, OpenAct } from './acts'
import type { AgentType } from './agent-type'
import { firstReceipt } from './first-receipt'
import type { FleetService } from './fleet'
import { createFreezeScope } from './freeze-scope'
import { panesOfTarget } from './interrupt-target'

export interface Freeze {
  /**
   * Stops all processes of these agents (SIGSTOP), or lets them run again (SIGCONT). Answers when the process table has
   * shown what came of it: the act is then closed. Throws as `panesOfTarget` and `FleetService.refresh`.
   */
  freeze(target: Target, frozen: boolean, origin: Act['origin']): Promise<Act>
}

interface Options {
  readonly tmux: Pick<Tmux, 'mirror' | 'serverPid'>
  readonly fleet: Pick<FleetService, 'state' | 'pane' | 'refresh' | 'sessionName'>
  readonly types: () => readonly AgentType[]
  readonly book: ActBook
}

type Outcome = Pick<Receipt, 'result' | 'detail'> & Partial<Pick<Receipt, 'next'>>

const NOT_FROZEN: Outcome = { result: 'skipped', detail: 'It is not frozen.' }

function processes(count: number): string {
  return count === 1 ? '1 process' : `${count} processes`
}

/** Stops and wakes one pane's agent. */
function createStopper(options: Options) {
  const { fleet } = options
  const scope = createFreezeScope(options)
  /** Processes that were stopped already when a pane was frozen (a job that its agent had stopped): they stay so. */
  const stoppedBefore = new Map<PaneId, ReadonlySet<string>>()

  async function stop(pane: Pane): Promise<Outcome> {
    if (pane.frozen) return { result: 'skipped', detail: 'It is frozen already.', next: ['thaw', 'kill'] }
    const refusal = await scope.refusal(pane)
    if (refusal) return { result: 'skipped', detail: `It cannot be frozen. ${refusal}` }
    const first = await scope.look(pane)
    for (const id of stoppedBefore.keys()) if (!fleet.pane(id)) stoppedBefore.delete(id)
    stoppedBefore.set(pane.id, new Set(first.filter(one => one.stopped).map(identityKey)))
    const { changed, left } = await stopProcesses(seen => scope.look(pane, seen))
    const next: Outcome['next'] = ['thaw', 'kill']
    if (left.length === 0 && changed.length > 0)
      return { result: 'done', detail: `${processes(changed.length)} stopped, as the process table shows.`, next }
    const detail = `${left.length} of ${processes(left.length + changed.length)} could not be stopped.`
    return { result: 'failed', detail, next }
  }

  async function wake(pane: Pane): Promise<Outcome> {
    const before = stoppedBefore.get(pane.id)
    // What a person stopped with Ctrl+Z is theirs to continue.
    if (!pane.frozen && !before) return NOT_FROZEN
    const found = await scope.look(pane)
    const list = found.filter(one => one.stopped && !before?.has(identityKey(one)))
    stoppedBefore.delete(pane.id)
    if (list.length === 0) return NOT_FROZEN
    const { changed, left } = await continueProcesses(list)
    if (left.length === 0) return { result: 'done', detail: `${processes(changed.length)} run again.` }
    const detail = `${left.length} of ${processes(list.length)} could not be woken.`
    return { result: 'failed', detail, next: ['thaw', 'kill'] }
  }

  return { stop, wake }
}

/** Freezes agents and thaws them, with the proof of the process table. */
export function createFreeze(options: Options): Freeze {
  const { fleet, book } = options
  const { stop, wake } = createStopper(options)

  async function one(act: OpenAct, pane: Pane, frozen: boolean): Promise<void> {
    const began = performance.now()
    const failed = (error: unknown): Outcome => ({ result: 'failed', detail: String(error).slice(0, 200) })
    const outcome = await (frozen ? stop(pane) : wake(pane)).catch(failed)
    act.set(pane.id, { ...outcome, tookMs: performance.now() - began })
  }

  return {
    async freeze(target, frozen, origin) {
      const panes = panesOfTarget(await fleet.refresh(), target)
      const first = { result: 'pending', detail: 'Its processes are looked at.' } as const
      const receipts = panes.map(pane => ({ ...firstReceipt(pane, fleet.sessionName(pane.id)), ...first }))
      const [kind, title] = frozen ? (['freeze', 'Freeze'] as const) : (['thaw', 'Thaw'] as const)
      const act = book.begin({ kind, title, origin, receipts })
      await Promise.all(panes.map(pane => one(act, pane, frozen)))
      await fleet.refresh().catch(() => null)
      for (const { id, state } of panes) act.set(id, { after: fleet.pane(id)?.state.name ?? state.name })
      const done = act.now()
      act.close()
      return { ...done, open: false }
    },
  }
}
