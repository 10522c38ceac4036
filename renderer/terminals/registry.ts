import type { PaneId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'

/** What the registry needs of a live terminal. */
export interface Placeable {
  readonly element: HTMLElement
  show(): Undo
  dispose(): void
}

export interface Registry<T extends Placeable> {
  /** The terminal of a pane, made when there is none. */
  get(paneId: PaneId): T
  /** Puts its element into `place` and keeps its stream open; the undo takes it out. */
  place(paneId: PaneId, place: HTMLElement): Undo
  /** Gives up the terminals of panes that are gone, unless they are shown (their last picture stays). */
  forget(isGone: (paneId: PaneId) => boolean): void
  readonly size: number
}

export interface RegistryOptions<T> {
  create(paneId: PaneId): T
  /** Real terminals at once: 16 by DOM still draw 60 frames a second, 40 only 36 (measured). */
  readonly max?: number
  /** ms between the last look at a terminal and the end of its stream: StrictMode and a zoom place it twice. */
  readonly grace?: number
}

interface Slot<T> {
  readonly item: T
  places: number
  hide: Undo | null
  timer: ReturnType<typeof setTimeout> | null
}

/** Owns the few real terminals, outside React: views come and go, a terminal does not. Least recently used go first. */
export function createRegistry<T extends Placeable>({
  create,
  max = 16,
  grace = 400,
}: RegistryOptions<T>): Registry<T> {
  // Insertion order is the order of use.
  const slots = new Map<PaneId, Slot<T>>()

  function drop(paneId: PaneId, slot: Slot<T>): void {
    slots.delete(paneId)
    if (slot.timer) clearTimeout(slot.timer)
    slot.hide?.()
    slot.item.dispose()
  }

  function evict(): void {
    for (const [paneId, slot] of slots) {
      if (slots.size < max) return
      if (slot.places === 0) drop(paneId, slot)
    }
  }

  function slotOf(paneId: PaneId): Slot<T> {
    let slot = slots.get(paneId)
    if (slot) slots.delete(paneId)
    else {
      evict()
      slot = { item: create(paneId), places: 0, hide: null, timer: null }
    }
    slots.set(paneId, slot)
    return slot
  }

  function release(slot: Slot<T>): void {
    if (--slot.places > 0) return
    slot.timer = setTimeout(() => {
      slot.timer = null
      slot.hide?.()
      slot.hide = null
    }, grace)
  }

  return {
    get: paneId => slotOf(paneId).item,
    place(paneId, place) {
      const slot = slotOf(paneId)
      slot.places++
      if (slot.timer) clearTimeout(slot.timer)
      slot.timer = null
      place.append(slot.item.element)
      slot.hide ??= slot.item.show()
      let done = false
      return () => {
        if (done) return
        done = true
        // A newer place may have taken the element already.
        if (slot.item.element.parentElement === place) slot.item.element.remove()
        release(slot)
      }
    },
    forget(isGone) {
      for (const [paneId, slot] of [...slots]) if (slot.places === 0 && isGone(paneId)) drop(paneId, slot)
    },
    get size() {
      return slots.size
    },
  }
}
