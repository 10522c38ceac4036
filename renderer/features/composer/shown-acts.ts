import { createStore } from 'zustand/vanilla'
import type { Act } from '../../../ipc/act'
import { actBook } from '../../state/act-book'

/** So many acts are shown at once; older ones are in the history. */
const MOST = 3

/** How long receipts stay that say nothing but success, in ms: time to read a line. */
export const SUCCESS_STAYS = 10_000

/** Ids of acts whose receipts were put away, as long as the act is known. */
export const hiddenActs = createStore<{ readonly ids: ReadonlySet<string> }>(() => ({ ids: new Set() }))

export function hideAct(id: string): void {
  const { acts } = actBook.getState()
  hiddenActs.setState(({ ids }) => ({ ids: new Set([...[...ids].filter(one => acts.has(one)), id]) }))
}

/** The prompts whose receipts are in view, the newest first. */
export function shownActs(acts: ReadonlyMap<string, Act>, hidden: ReadonlySet<string>): Act[] {
  return [...acts.values()]
    .filter(act => act.kind === 'send' && !hidden.has(act.id))
    .slice(-MOST)
    .reverse()
}

/** Nothing is left to say or to do: all have it, and its checkpoint could be taken. */
export function allDelivered(act: Act): boolean {
  const saved = act.before?.every(one => one.checkpoint !== null) ?? true
  return !act.open && saved && act.receipts.every(receipt => receipt.result === 'done')
}
