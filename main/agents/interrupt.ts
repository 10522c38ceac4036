import type { Act, Target } from '../../ipc/act'
import { HostError } from '../../ipc/failure'
import type { Fleet, Pane, PaneId, Receipt, StateName } from '../../ipc/model'
import type { Command, Reply, Tmux } from '../tmux/types'
import type { ActBook } from './acts'
import type { AgentType } from './agent-type'
import { interruptBy } from './agent-type'
import type { FleetService } from './fleet'
import { keyCommands, synchronisedPanes } from './interrupt-keys'

/** A second key within this time (ms) could end the program: Claude exits on two Ctrl+C within about a second. */
const AGAIN_AFTER = 1500

export interface Interrupt {
  /**
   * Receipts in tmux's order; `sentInMs` is the time until tmux had taken every key of the one write. Panes that were
   * known as idle are looked at again afterwards, and get a key when they are not.
   */
  interrupt(target: Target, how: InterruptHow): Promise<Act>
}

export interface InterruptHow {
  readonly origin: Act['origin']
  readonly id?: string | undefined
  /** The type's other key, where the first one did not help. */
  readonly otherKey?: boolean
}

interface Options {
  readonly tmux: Pick<Tmux, 'requestAll' | 'status'>
  readonly fleet: Pick<FleetService, 'state' | 'sessionName' | 'refresh'>
  readonly types: () => readonly AgentType[]
  readonly book: ActBook
  /** Monotonic ms. */
  readonly now?: () => number
}

/** What is to be done to one pane. */
export type Decision =
  | { readonly key: string; readonly label: string }
  | { readonly key: null; readonly reason: string }

const LABELS: Record<string, string> = { 'C-c': 'Ctrl+C' }

const SKIPPED: Partial<Record<StateName, string>> = {
  exited: 'It has exited already.',
  idle: 'It is idle: there is nothing to stop.',
  starting: 'It is still starting: the key would break its launch.',
}

/** Unknown programs get one Ctrl+C, and a plain shell none at its prompt. */
const unknownProgram = interruptBy('C-c')

/** Which key one pane gets, by the type and state of what it holds. Pure. */
export function decideKey(pane: Pane, types: readonly AgentType[]): Decision {
  const type = types.find(one => one.id === pane.agent?.type)
  const key = (type?.interruptKey ?? unknownProgram)(pane.state.name)
  if (key !== null) return { key, label: LABELS[key] ?? key }
  return { key: null, reason: SKIPPED[pane.state.name] ?? 'Its kind takes no key in this state.' }
}

/**
 * The panes that an interrupt is meant for. A session or the fleet means its agents alone (a person's editor must not
 * get Escape); a pane that is named directly is meant, whatever it holds.
 * Throws HostError `no-such-pane`, `no-such-session`.
 */
export function panesOfTarget(fleet: Fleet, target: Target): Pane[] {
  if (target.kind === 'pane') {
    const pane = fleet.panes.find(one => one.id === target.paneId)
    if (!pane) throw new HostError('no-such-pane', 'That pane is gone.')
    return [pane]
  }
  if (target.kind === 'panes') return fleet.panes.filter(one => target.paneIds.includes(one.id))
  const agents = fleet.panes.filter(one => one.agent !== null)
  if (target.kind === 'fleet') return agents
  const session = fleet.sessions.find(one => one.id === target.sessionId)
  if (!session) throw new HostError('no-such-session', 'That session is gone.')
  const windows = new Set(session.windows.map(one => one.windowId))
  return agents.filter(one => windows.has(one.windowId))
}

/** Sends each agent of a target its type's key, all lines in one write, and says per pane what was done. */
export function createInterrupt({ tmux, fleet, types, book, now = () => performance.now() }: Options): Interrupt {
  const lastSent = new Map<PaneId, number>()

  const decide = (pane: Pane, at: number): Decision => {
    const decision = decideKey(pane, types())
    if (decision.key === null) return decision
    if (at - (lastSent.get(pane.id) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER)
      return { key: null, reason: 'It is already being interrupted: a second key could end it.' }
    return decision
  }

  const receipt = (pane: Pane, result: Receipt['result'], detail: string, tookMs: number): Receipt => ({
    paneId: pane.id,
    agent: pane.agent?.name ?? `pane ${pane.index}`,
    session: fleet.sessionName(pane.id),
    result,
    detail,
    before: pane.state.name,
    after: pane.state.name,
    tookMs,
  })

  /** Sends the keys of a plan and answers for every pane of it. */
  async function send(panes: readonly Pane[], start: number): Promise<{ receipts: Receipt[]; sentInMs: number }> {
    const plan = panes.map(pane => ({ pane, decision: decide(pane, start) }))
    const meant = plan.filter(one => one.decision.key !== null)
    for (const { pane } of meant) lastSent.set(pane.id, start)
    const together = meant.length > 0 ? await synchronisedPanes(tmux) : new Set<PaneId>()
    const commands: Command[] = []
    const lastCommand = new Map<PaneId, number>()
    for (const { pane, decision } of meant) {
      const keys = keyCommands(pane, decision.key ?? '', together.has(pane.id), tmux.status().serverVersion)
      lastCommand.set(pane.id, commands.push(...keys) - 1)
    }
    const replies = commands.length > 0 ? await tmux.requestAll(commands) : []
    const sentInMs = now() - start
    const receipts = plan.map(({ pane, decision }) => {
      if (decision.key === null) return receipt(pane, 'skipped', decision.reason, 0)
      const reply: Reply | undefined = replies[lastCommand.get(pane.id) ?? -1]
      if (reply?.ok) return receipt(pane, 'unconfirmed', `${decision.label} sent; not verified.`, sentInMs)
      if (reply?.reason === 'timeout' || reply?.reason === 'closed') {
        // The key may arrive yet, so a second one has to wait from now on.
        lastSent.set(pane.id, now())
        return receipt(pane, 'unconfirmed', `${decision.label} sent, but tmux has not answered.`, sentInMs)
      }
      lastSent.delete(pane.id)
      return receipt(pane, 'failed', `tmux refused ${decision.label}: ${reply?.message ?? 'no answer'}`, sentInMs)
    })
    return { receipts, sentInMs }
  }

  /** tmux does not tell when a shell starts a script of its own kind: those called idle are looked at once more. */
  async function sendToFormerlyIdle(receipts: readonly Receipt[]): Promise<Receipt[]> {
    const idle = new Set(
      receipts.filter(one => one.result === 'skipped' && one.before === 'idle').map(one => one.paneId),
    )
    if (idle.size === 0) return [...receipts]
    const fresh = await fleet.refresh().catch(() => fleet.state())
    const busy = fresh.panes.filter(pane => idle.has(pane.id) && pane.state.name !== 'idle')
    const late = new Map((await send(busy, now())).receipts.map(one => [one.paneId, one]))
    return receipts.map(one => late.get(one.paneId) ?? one)
  }

  return {
    async interrupt(target, { id, origin }) {
      const start = now()
      for (const [paneId, at] of lastSent) if (start - at > AGAIN_AFTER) lastSent.delete(paneId)
      const { receipts, sentInMs } = await send(panesOfTarget(fleet.state(), target), start)
      const title = target.kind === 'fleet' ? 'Interrupt all' : 'Interrupt'
      const all = await sendToFormerlyIdle(receipts)
      const act = book.begin({ kind: 'interrupt', title, origin, receipts: all, ...(id ? { id } : {}) })
      act.sent(sentInMs)
      const done = act.now()
      act.close()
      return { ...done, open: false }
    },
  }
}
