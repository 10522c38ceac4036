import type { Pane, Receipt } from '../../ipc/model'

/** What a receipt says of a pane before anything was done to it; `session`: the name of the pane's session. */
export function firstReceipt(pane: Pane, session: string): Omit<Receipt, 'result' | 'detail'> {
  const { name } = pane.state
  const agent = pane.agent?.name ?? `pane ${pane.index}`
  return { paneId: pane.id, agent, session, before: name, after: name, tookMs: 0 }
}
