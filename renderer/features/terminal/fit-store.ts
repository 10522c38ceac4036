import { createStore } from 'zustand/vanilla'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { attempt } from '../../state/tell'

/** What undoes the last *Fit to window* of a pane, by pane. */
export const fitStore = createStore<{ readonly undo: ReadonlyMap<PaneId, string> }>(() => ({ undo: new Map() }))

function remember(paneId: PaneId, undo: string | null): void {
  const next = new Map(fitStore.getState().undo)
  if (undo === null) next.delete(paneId)
  else next.set(paneId, undo)
  fitStore.setState({ undo: next })
}

/** Resizes the pane's window once so that the pane gets this size in cells. */
export async function fitPane(paneId: PaneId, size: { cols: number; rows: number }): Promise<void> {
  await attempt('Fit to window', async () => {
    const { undo } = await call('window.fit', { paneId, size })
    // A second fit keeps what leads back to the size before the first.
    if (!fitStore.getState().undo.has(paneId)) remember(paneId, undo)
  })
}

export async function unfitPane(paneId: PaneId): Promise<void> {
  const undo = fitStore.getState().undo.get(paneId)
  if (undo === undefined) return
  if (await attempt('Undo fit to window', () => call('window.unfit', { undo }))) remember(paneId, null)
}
