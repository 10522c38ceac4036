import type { PaneId } from '../../ipc/model'

/** Which panes are being started again. */
export interface Restarts {
  /** Settles when the restart that is under way is over; null while there is none. Never rejects. */
  of(paneId: PaneId): Promise<void> | null
  /** Runs a restart of this pane, after the one that may be under way. */
  run<T>(paneId: PaneId, work: () => Promise<T>): Promise<T>
}

/**
 * A restart pauses its pane in one line and continues it in the next (`respawn.ts`). Whoever reads that pane continues it
 * too: between those two lines that would be the death of servers up to 3.6, so readers ask here before they do.
 */
export function createRestarts(): Restarts {
  const under = new Map<PaneId, Promise<void>>()
  return {
    of: paneId => under.get(paneId) ?? null,
    async run(paneId, work) {
      for (let before = under.get(paneId); before; before = under.get(paneId)) await before
      let done = () => {}
      under.set(
        paneId,
        new Promise<void>(resolve => {
          done = resolve
        }),
      )
      try {
        return await work()
      } finally {
        under.delete(paneId)
        done()
      }
    },
  }
}
