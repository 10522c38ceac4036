import type { Act, Target } from '../../ipc/act'
import type { Pane, PaneId, Receipt } from '../../ipc/model'
import type { Command, Reply, Tmux } from '../tmux/types'
import type { ActBook } from './acts'
import type { AgentType } from './agent-type'
import { firstReceipt } from './first-receipt'
import type { FleetService } from './fleet'
import { type Choice, chooseKey, restsForSure } from './interrupt-choice'
import { createInterruptGuard } from './interrupt-guard'
import { keyCommands, synchronisedPanes } from './interrupt-keys'
import { createInterruptRun, type InterruptRun, type WatchedFleet } from './interrupt-run'
import { panesOfTarget } from './interrupt-target'

/** ms after which those that were called idle are believed: a look at screen and processes has come in by then. */
const IDLE_AFTER = 150

/** ms after a request within which the same request again, with nothing left to stop, is an impatient hand's. */
const IMPATIENT = 3000

const AGAIN: Choice = { key: null, reason: 'It is already being interrupted: a second key could end it.' }
const GONE: Choice = { key: null, reason: 'It is gone.' }
const UNREADABLE = 'It was idle just now; what it does now cannot be read, so it got no key.'

export interface Interrupt {
  /**
   * Answers as soon as tmux has taken every key (all lines in one write): the act is then open, and its receipts change
   * until each is proven, 2.1 s after the request at the latest. Receipts are in tmux's order; `sentInMs` is the time
   * until the last key was taken. Panes that were known as idle are looked at again, and get a key when they work. The
   * same panes again while the act is open, or within 3 s when nothing is left to stop: that act. Throws as
   * `panesOfTarget`.
   */
  interrupt(target: Target, how: InterruptHow): Promise<Act>
  /** Ends what is being checked, with what is known. */
  close(): void
}

interface InterruptHow {
  readonly origin: Act['origin']
  readonly id?: string | undefined
  /** The type's other key, where the first one did not help. */
  readonly otherKey?: boolean
}

interface Options {
  readonly tmux: Pick<Tmux, 'requestAll' | 'status'>
  readonly fleet: WatchedFleet & Pick<FleetService, 'sessionName' | 'refresh' | 'mayBeAtGate'>
  readonly types: () => readonly AgentType[]
  readonly book: ActBook
  /** Told the panes before any key goes out, so that no held prompt starts them again. */
  readonly onInterrupt?: (panes: readonly PaneId[]) => void
  /** Monotonic ms. */
  readonly now?: () => number
}

interface Meant {
  readonly pane: Pane
  readonly choice: Extract<Choice, { key: string }>
}

/** An act under way, with what it is for. */
interface Press {
  readonly run: InterruptRun
  readonly otherKey: boolean
  /** Not meant for one agent by itself. */
  readonly amongOthers: boolean
  readonly panes: ReadonlySet<PaneId>
}

/** Several acts at once look together. Never rejects: what cannot be read is not proven. */
function sharedRefresh(fleet: Pick<FleetService, 'refresh'>): () => Promise<unknown> {
  let running: Promise<unknown> | null = null
  return () => {
    running ??= fleet
      .refresh()
      .catch(() => null)
      .finally(() => {
        running = null
      })
    return running
  }
}

function meantOf(plan: readonly { pane: Pane; choice: Choice }[]): Meant[] {
  return plan.flatMap(({ pane, choice }) => (choice.key === null ? [] : [{ pane, choice }]))
}

function plannedReceipt(pane: Pane, choice: Choice, session: string): Receipt {
  const base = firstReceipt(pane, session)
  if (choice.key !== null) return { ...base, result: 'pending', detail: `${choice.label} is being sent.` }
  if (restsForSure(pane)) return { ...base, result: 'pending', detail: 'It looks idle: looked at once more.' }
  return { ...base, result: 'skipped', detail: choice.reason, ...(choice.next ? { next: choice.next } : {}) }
}

/** Presses keys in panes, all in one write, and follows what comes of it. */
function createPresser({ tmux, fleet, types, now }: Options & { now: () => number }) {
  const guard = createInterruptGuard(now)
  const presses = new Set<Press>()
  const refresh = sharedRefresh(fleet)
  const typeOf = (pane: Pane) => types().find(one => one.id === pane.agent?.type) ?? null

  function choose(pane: Pane, how: Pick<Press, 'otherKey' | 'amongOthers'>): Choice {
    const choice = chooseKey(pane, typeOf(pane), { ...how, mayBeAtGate: fleet.mayBeAtGate(pane.id) })
    if (choice.key === null) return choice
    return guard.blocks(pane.id) || [...presses].some(one => one.run.watches(pane.id)) ? AGAIN : choice
  }

  /** What tmux's answer to a pane's key means. */
  function taken(
    { run, otherKey }: Press,
    { pane: { id }, choice }: Meant,
    type: AgentType | null,
    reply?: Reply,
  ): void {
    const tookMs = now() - run.start
    if (reply?.ok) {
      guard.sent(id)
      fleet.noteInterrupt(id)
      fleet.lookSoon(id)
      run.watch(id, { label: choice.label, type, otherKey })
      run.act.set(id, { detail: `${choice.label} sent; looking whether it stops.` })
    } else if (reply?.reason === 'timeout' || reply?.reason === 'closed') {
      guard.sent(id)
      const detail = `${choice.label} sent, but tmux has not answered.`
      run.act.set(id, { result: 'unconfirmed', detail, tookMs })
    } else {
      guard.refused(id)
      const detail = `tmux refused ${choice.label}: ${reply?.message ?? 'no answer'}`
      run.act.set(id, { result: 'failed', detail, tookMs, next: ['kill'] })
    }
  }

  async function send(press: Press, meant: readonly Meant[]): Promise<void> {
    if (meant.length === 0) return
    for (const { pane } of meant) guard.sending(pane.id)
    const together = await synchronisedPanes(tmux)
    const commands: Command[] = []
    const last = meant.map(({ pane, choice }) => {
      const keys = keyCommands(pane, choice.key, together.has(pane.id), tmux.status().serverVersion)
      return commands.push(...keys) - 1
    })
    const replies = await tmux.requestAll(commands)
    press.run.act.sent(now() - press.run.start)
    for (const [index, one] of meant.entries()) taken(press, one, typeOf(one.pane), replies[last[index] ?? -1])
  }

  /**
   * tmux does not tell when a shell starts a script of its own kind, and a screen is read a while after it changed: those
   * that were called idle are looked at once more. Only one that is seen at work gets a key now.
   */
  async function lookAtIdle(press: Press, ids: readonly PaneId[]): Promise<void> {
    const { act } = press.run
    for (const id of ids) fleet.lookSoon(id)
    await Promise.all([refresh(), new Promise(resolve => setTimeout(resolve, IDLE_AFTER))])
    if (!press.run.open) return
    const plan = ids.flatMap(id => {
      const pane = fleet.pane(id)
      const choice = pane ? choose(pane, press) : GONE
      const after = pane?.state.name ?? 'exited'
      if (choice.key === null) act.set(id, { result: 'skipped', detail: choice.reason, after })
      else if (after === 'unknown') act.set(id, { result: 'skipped', detail: UNREADABLE, after })
      else act.set(id, { before: after, after, detail: `${choice.label} is being sent.` })
      return pane && after !== 'unknown' ? [{ pane, choice }] : []
    })
    await send(press, meantOf(plan))
  }

  /** The same key once more, where the program asks for it before it stops. */
  async function pressAgain(id: PaneId, how: Pick<Press, 'otherKey' | 'amongOthers'>): Promise<void> {
    const pane = fleet.pane(id)
    const choice = pane ? chooseKey(pane, typeOf(pane), how) : GONE
    if (!pane || choice.key === null) return
    const together = (await synchronisedPanes(tmux)).has(id)
    guard.sending(id)
    await tmux.requestAll(keyCommands(pane, choice.key, together, tmux.status().serverVersion))
    guard.sent(id)
  }

  return { choose, presses, refresh, send, pressAgain, lookAtIdle }
}

/** Sends each agent of a target its type's key, and proves per pane what came of it. */
export function createInterrupt(options: Options): Interrupt {
  const { fleet, book, now = () => performance.now() } = options
  const { choose, presses, refresh, send, pressAgain, lookAtIdle } = createPresser({ ...options, now })

  /** The act that an impatient hand means when it presses again for exactly these panes. */
  function pressedBefore(panes: readonly Pane[], how: Pick<Press, 'otherKey' | 'amongOthers'>): Press | null {
    const recent = (one: Press) => now() - one.run.start < IMPATIENT
    for (const one of presses) if (!one.run.open && !recent(one)) presses.delete(one)
    const same = (one: Press) => one.panes.size === panes.length && panes.every(pane => one.panes.has(pane.id))
    const found = [...presses].reverse().find(one => same(one) && (one.otherKey || !how.otherKey))
    if (!found || found.run.open) return found ?? null
    // One that only may not get a second key yet could be at work again: old receipts would say that it was stopped.
    const rests = (choice: Choice) => choice.key === null && choice !== AGAIN
    return panes.every(pane => rests(choose(pane, how))) ? found : null
  }

  return {
    async interrupt(target, { id, origin, otherKey = false }) {
      const known = id === undefined ? null : book.find(id)
      if (known) return known
      const panes = panesOfTarget(fleet.state(), target)
      const alone = target.kind === 'pane' || (target.kind === 'panes' && panes.length === 1)
      const how = { otherKey, amongOthers: !alone }
      const before = pressedBefore(panes, how)
      if (before) return before.run.act.now()
      options.onInterrupt?.(panes.map(pane => pane.id))
      const plan = panes.map(pane => ({ pane, choice: choose(pane, how) }))
      const receipts = plan.map(({ pane, choice }) => plannedReceipt(pane, choice, fleet.sessionName(pane.id)))
      const title = target.kind === 'fleet' ? 'Interrupt all' : 'Interrupt'
      const act = book.begin({ kind: 'interrupt', title, origin, receipts, ...(id ? { id } : {}) })
      const run = createInterruptRun({ act, fleet, refresh, again: id => pressAgain(id, how), now })
      const press: Press = { run, ...how, panes: new Set(panes.map(pane => pane.id)) }
      presses.add(press)
      const idle = panes.filter(restsForSure).map(pane => pane.id)
      const sending = run.part(() => send(press, meantOf(plan)))
      if (idle.length > 0) void run.part(() => lookAtIdle(press, idle))
      await Promise.race([sending, run.over])
      return act.now()
    },
    close() {
      for (const { run } of presses) run.end()
    },
  }
}
