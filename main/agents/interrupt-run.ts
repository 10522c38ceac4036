import type { PaneId } from '../../ipc/model'
import type { OpenAct } from './acts'
import type { FleetService } from './fleet'
import { lastWord, proofOf, type SentKey } from './interrupt-proof'

/** ms after the request at which what is not proven is looked at afresh. Agents stop within 50 to 500 ms (seen). */
const LOOKS = [150, 400, 900, 1500, 1850]
/** At this look the events of the first moments count as old too: an agent may tell of a tool while the key arrives. */
const NOTE_AGAIN = 400
/** ms after the request at which the act is over, whatever is proven. */
const LIMIT = 2100

/** What an act needs of the fleet for its proofs. */
export type WatchedFleet = Pick<
  FleetService,
  'state' | 'pane' | 'onChange' | 'lookSoon' | 'noteInterrupt' | 'asksAgain'
>

/** An interrupt under way: the keys that tmux has taken and whose effect is not proven yet. */
export interface InterruptRun {
  readonly act: OpenAct
  /** Monotonic ms. */
  readonly start: number
  readonly open: boolean
  /** Resolves when the act is over. */
  readonly over: Promise<void>
  /** A key that tmux has taken: to be proven from now on. */
  watch(id: PaneId, key: SentKey): void
  watches(id: PaneId): boolean
  /** Work that may still add keys; the act is not over before it. */
  part(work: () => Promise<void>): Promise<void>
  /** Ends it now, with what is known. */
  end(): void
}

interface Options {
  readonly act: OpenAct
  readonly fleet: WatchedFleet
  /** Lists tmux and the processes afresh; never rejects. */
  readonly refresh: () => Promise<unknown>
  /** Presses the same key once more; never rejects. */
  readonly again: (id: PaneId) => Promise<void>
  readonly now: () => number
}

/** The same key once more, only where a screen that was seen after the first asks for it, and never a third time. */
function createSecondKey(fleet: Pick<WatchedFleet, 'asksAgain' | 'lookSoon'>, press: Options['again']) {
  /** Unix ms at which the first key was taken, of those that got no second one. */
  const once = new Map<PaneId, number>()
  return {
    firstSent: (id: PaneId) => void once.set(id, Date.now()),
    askedFor(id: PaneId): void {
      const asked = fleet.asksAgain(id)
      if (asked === null || asked <= (once.get(id) ?? Number.POSITIVE_INFINITY)) return
      once.delete(id)
      void press(id).then(() => fleet.lookSoon(id))
    },
  }
}

/** Follows an act until each key is proven, 2.1 s at most, and closes it. */
export function createInterruptRun({ act, fleet, refresh, again, now }: Options): InterruptRun {
  const start = now()
  const unproven = new Map<PaneId, SentKey>()
  const second = createSecondKey(fleet, again)
  let parts = 0
  let open = true
  let tellOver = () => {}
  const over = new Promise<void>(resolve => {
    tellOver = resolve
  })

  const connected = () => fleet.state().server.kind === 'connected'

  function check(): void {
    if (!open) return
    const ms = now() - start
    // Without tmux nothing is seen: a pane that is not listed has not ended for that.
    for (const [id, key] of connected() ? unproven : []) {
      const proof = proofOf(key, fleet.pane(id), ms)
      if (!proof) {
        second.askedFor(id)
        continue
      }
      unproven.delete(id)
      act.set(id, { ...proof, tookMs: ms })
    }
    if (unproven.size === 0 && parts === 0) end()
  }

  async function look(after: number): Promise<void> {
    if (unproven.size === 0) return
    for (const id of unproven.keys()) {
      if (after === NOTE_AGAIN) fleet.noteInterrupt(id)
      fleet.lookSoon(id)
    }
    await refresh()
    check()
  }

  function end(): void {
    if (!open) return
    open = false
    undo()
    for (const timer of timers) clearTimeout(timer)
    const ms = now() - start
    const lost = { result: 'unconfirmed', detail: 'The key was sent, but tmux went away.', after: 'unknown' } as const
    for (const [id, key] of unproven)
      act.set(id, { ...(connected() ? lastWord(key, fleet.pane(id), ms) : lost), tookMs: ms })
    for (const { paneId, result } of act.now().receipts)
      if (result === 'pending')
        act.set(paneId, { detail: 'tmux has not said yet whether it took the key.', tookMs: ms })
    act.close()
    tellOver()
  }

  const undo = fleet.onChange(check)
  const timers = [...LOOKS.map(after => setTimeout(() => void look(after), after)), setTimeout(end, LIMIT)]

  return {
    ...{ act, start, over, end },
    get open() {
      return open
    },
    watch(id, key) {
      unproven.set(id, key)
      second.firstSent(id)
    },
    watches: id => open && unproven.has(id),
    async part(work) {
      parts += 1
      try {
        await work()
      } finally {
        parts -= 1
        check()
      }
    },
  }
}
