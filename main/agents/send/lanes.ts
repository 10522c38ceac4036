import type { PaneId } from '../../../ipc/model'

/** One lane a pane: work on the same pane goes one after the other, in the order asked for; panes never wait for others. */
export interface Lanes {
  within<T>(paneId: PaneId, work: () => Promise<T>): Promise<T>
}

export function createLanes(): Lanes {
  const last = new Map<PaneId, Promise<unknown>>()
  return {
    within(paneId, work) {
      const next = (last.get(paneId) ?? Promise.resolve()).then(work)
      const tail = next
        .catch(() => undefined)
        .then(() => {
          if (last.get(paneId) === tail) last.delete(paneId)
        })
      last.set(paneId, tail)
      return next
    },
  }
}
