import { randomUUID } from 'node:crypto'
import type { Act } from '../../ipc/act'
import type { PaneId, Receipt } from '../../ipc/model'
import type { SavedBefore } from '../../ipc/saved-before'
import { createEmitter, type Undo } from '../../ipc/wire'

/** Closed acts that can still be asked for (*retry*, *Continue these*); the prompts' own history is in the store. */
const KEEP = 200

type Begin = Pick<Act, 'kind' | 'title' | 'origin' | 'receipts'> & Partial<Pick<Act, 'id' | 'text'>>

/** An act that is under way, for the service that does it. */
export interface OpenAct {
  readonly id: string
  /** As it is now. */
  now(): Act
  receipt(paneId: PaneId): Receipt | null
  /** Changes one receipt. Nothing happens once the act is closed. */
  set(paneId: PaneId, change: Partial<Omit<Receipt, 'paneId'>>): void
  /** All keys are with tmux: `ms` since the request. */
  sent(ms: number): void
  /** No receipt may be pending any more: those that are become `unconfirmed`. */
  close(): void
}

/** All acts with receipts, those that are open and the last ones that were closed. */
export interface ActBook {
  /** A new act; `id` of an earlier one is refused by the caller (`find`). Ids are made where none is given. */
  begin(parts: Begin): OpenAct
  find(id: string): Act | null
  /** Notes the checkpoints of an act, also of a closed one. Nothing happens where the act is not known any more. */
  saved(id: string, before: readonly SavedBefore[]): void
  open(): Act[]
  /** Called once for all changes of one turn of the event loop. */
  onChange(listener: (act: Act) => void): Undo
}

/** An empty book. `now` is Unix ms. */
export function createActBook(now: () => number = Date.now): ActBook {
  const acts = new Map<string, Act>()
  const changed = createEmitter<Act>()
  const dirty = new Set<string>()

  function flush(): void {
    const ids = [...dirty]
    dirty.clear()
    for (const id of ids) {
      const act = acts.get(id)
      if (act) changed.emit(act)
    }
  }

  function put(act: Act): void {
    acts.set(act.id, act)
    if (dirty.size === 0) setImmediate(flush)
    dirty.add(act.id)
  }

  function forgetOld(): void {
    const closed = [...acts.values()].filter(act => !act.open)
    for (const act of closed.slice(0, Math.max(0, closed.length - KEEP))) acts.delete(act.id)
  }

  return {
    begin({ id = randomUUID(), text = '', ...parts }) {
      // A retry begins the same act once more: its way back is still the one before the first try.
      const { before } = acts.get(id) ?? {}
      put({ ...parts, id, text, startedAt: now(), sentInMs: null, open: true, ...(before ? { before } : {}) })
      const get = () => acts.get(id) as Act
      const change = (next: Partial<Act>) => {
        if (get().open) put({ ...get(), ...next })
      }
      return {
        id,
        now: get,
        receipt: paneId => get().receipts.find(one => one.paneId === paneId) ?? null,
        set: (paneId, news) =>
          change({ receipts: get().receipts.map(one => (one.paneId === paneId ? { ...one, ...news } : one)) }),
        sent: ms => change({ sentInMs: ms }),
        close() {
          const settle = (one: Receipt): Receipt => (one.result === 'pending' ? { ...one, result: 'unconfirmed' } : one)
          change({ open: false, receipts: get().receipts.map(settle) })
          forgetOld()
        },
      }
    },
    find: id => acts.get(id) ?? null,
    saved(id, before) {
      const act = acts.get(id)
      if (act && before.length > 0) put({ ...act, before: [...before] })
    },
    open: () => [...acts.values()].filter(act => act.open),
    onChange: listener => changed.on(listener),
  }
}
