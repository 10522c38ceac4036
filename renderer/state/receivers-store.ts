import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Undo } from '../../ipc/wire'
import { draftStore } from './draft-store'
import { fleetStore } from './fleet-store'
import { type Candidate, candidatesOf, type ReceiverChoice, type Scope, scopeLives, scopeOfView } from './receivers'
import { viewStore } from './view-store'

/** What the person chose; `pinned` null: whoever the view shows. */
interface ReceiversStore extends Omit<ReceiverChoice, 'scope'> {
  readonly pinned: Scope | null
  /** The scope is held because agents were picked in it, and no longer than they are. */
  readonly byPicks: boolean
}

const FIRST: ReceiversStore = {
  pinned: null,
  byPicks: false,
  picks: null,
  types: [],
  idleOnly: false,
  whenBusy: 'skip',
}

export const receiversStore = createStore<ReceiversStore>(() => FIRST)

/** The choice of this moment. */
export function receiverChoice(): ReceiverChoice {
  const { pinned, byPicks: _, ...rest } = receiversStore.getState()
  return { ...rest, scope: pinned ?? scopeOfView(fleetStore.getState().fleet, viewStore.getState().view) }
}

/** The choice and what it comes to, kept up to date. */
export function useReceivers(): { readonly choice: ReceiverChoice; readonly candidates: readonly Candidate[] } {
  const fleet = useStore(fleetStore, state => state.fleet)
  const { view } = useStore(viewStore)
  const store = useStore(receiversStore)
  return useMemo(() => {
    const { pinned, byPicks: _, ...rest } = store
    const choice = { ...rest, scope: pinned ?? scopeOfView(fleet, view) }
    return { choice, candidates: candidatesOf(fleet, choice) }
  }, [fleet, view, store])
}

/** Means these from now on, whatever the view shows; null: follows the view again. Agents chosen one by one are given up. */
export function pinScope(pinned: Scope | null): void {
  receiversStore.setState({ pinned, byPicks: false, picks: null })
}

/** Without the agents that were picked, and without the scope that was held for them. */
function unpicked({ pinned, byPicks }: ReceiversStore): Partial<ReceiversStore> {
  return { picks: null, byPicks: false, pinned: byPicks ? null : pinned }
}

export function toggleType(type: string): void {
  receiversStore.setState(store => ({
    ...unpicked(store),
    types: store.types.includes(type) ? store.types.filter(one => one !== type) : [...store.types, type],
  }))
}

export function setIdleOnly(idleOnly: boolean): void {
  receiversStore.setState(store => ({ ...unpicked(store), idleOnly }))
}

/**
 * Takes one agent in or out. From then on exactly those that are chosen are meant, so what narrows by type and state is
 * given up and the scope is held.
 */
export function togglePick(paneId: string): void {
  const choice = receiverChoice()
  const chosen = choice.picks ?? chosenIn(candidatesOf(fleetStore.getState().fleet, choice))
  const picks = chosen.includes(paneId) ? chosen.filter(one => one !== paneId) : [...chosen, paneId]
  receiversStore.setState(({ pinned, byPicks }) => ({
    picks,
    pinned: choice.scope,
    byPicks: byPicks || pinned === null,
    types: [],
    idleOnly: false,
  }))
}

/** Whoever is not left out by choice; busy ones count, as they may be idle in a moment. */
function chosenIn(candidates: readonly Candidate[]): string[] {
  return candidates.filter(isChosen).map(({ pane }) => pane.id)
}

/** Whether its box is ticked: it is meant, even if it is too busy just now. */
export function isChosen({ verdict }: Candidate): boolean {
  return verdict.kind !== 'unchosen' && verdict.kind !== 'never'
}

/**
 * Holds the scope of a draft whose session or pane has ended. The view then moves out to more agents than were meant,
 * and a prompt for one session must not go to the fleet because that session ended while it was written. Has to follow
 * the fleet before the view does (`app/keep-view.ts`).
 */
export function keepReceivers(): Undo {
  return fleetStore.subscribe((now, then) => {
    const { pinned } = receiversStore.getState()
    if (now.fleet === then.fleet || pinned || draftStore.getState().text.trim() === '') return
    const scope = scopeOfView(then.fleet, viewStore.getState().view)
    if (scopeLives(then.fleet, scope) && !scopeLives(now.fleet, scope)) pinScope(scope)
  })
}
