import type { PaneId } from '../../ipc/model'

/** A second key within this time (ms) could end the program: Claude exits on two Ctrl+C within about a second. */
const AGAIN_AFTER = 1500

/** Remembers which panes were sent a key, so that none gets a second one too soon. */
export interface InterruptGuard {
  /** A key was sent too short a while ago, or may still be on its way. */
  blocks(id: PaneId): boolean
  /** A key is on its way to tmux. */
  sending(id: PaneId): void
  /** tmux took the key, or did not answer: then it may arrive yet, and time counts from now. */
  sent(id: PaneId): void
  /** tmux refused the key: none was sent. */
  refused(id: PaneId): void
}

/** A guard that has seen no key. `now`: monotonic ms. */
export function createInterruptGuard(now: () => number): InterruptGuard {
  const lastSent = new Map<PaneId, number>()
  const onTheWay = new Set<PaneId>()
  return {
    blocks(id) {
      for (const [one, at] of lastSent) if (now() - at >= AGAIN_AFTER) lastSent.delete(one)
      return onTheWay.has(id) || lastSent.has(id)
    },
    sending: id => void onTheWay.add(id),
    sent(id) {
      onTheWay.delete(id)
      lastSent.set(id, now())
    },
    refused: id => void onTheWay.delete(id),
  }
}
