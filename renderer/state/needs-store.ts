import { createStore } from 'zustand/vanilla'
import type { PaneId } from '../../ipc/model'
import { viewStore } from './view-store'

/** Where a question's card stands: at its terminal's foot, or beside a row of the sidebar or a tile's header. */
export type CardPlace = 'pane' | 'side' | 'tile'

/** What came of an answer, for the card that asked. `done`: it arrived; the agent is about to go on. */
export interface Outcome {
  /** The question that was answered. */
  readonly questionId: string
  readonly tone: 'done' | 'notice' | 'failure'
  readonly title: string
  readonly detail: string
}

interface NeedsStore {
  /** The card that a person has asked for or works in. Never set by a question that arrives. */
  readonly card: { readonly paneId: PaneId; readonly place: CardPlace } | null
  /** Panes whose answer is under way: a second press adds nothing. */
  readonly answering: ReadonlySet<PaneId>
  readonly outcomes: ReadonlyMap<PaneId, Outcome>
}

export const needsStore = createStore<NeedsStore>(() => ({ card: null, answering: new Set(), outcomes: new Map() }))

/** Opens a pane's card, with the focus in it. */
export function openCard(paneId: PaneId, place: CardPlace): void {
  needsStore.setState({ card: { paneId, place } })
}

/** Closes that card, or whichever is open. */
export function closeCard(paneId?: PaneId, place?: CardPlace): void {
  const { card } = needsStore.getState()
  if (!card || (paneId !== undefined && (card.paneId !== paneId || card.place !== place))) return
  needsStore.setState({ card: null })
}

export function setAnswering(paneId: PaneId, on: boolean): void {
  const answering = new Set(needsStore.getState().answering)
  if (on) answering.add(paneId)
  else answering.delete(paneId)
  needsStore.setState({ answering })
}

/** null: nothing to say any more. */
export function setOutcome(paneId: PaneId, outcome: Outcome | null): void {
  const outcomes = new Map(needsStore.getState().outcomes)
  if (outcome) outcomes.set(paneId, outcome)
  else outcomes.delete(paneId)
  needsStore.setState({ outcomes })
}

// A card in the grid goes with what it stood on; the sidebar's stays.
viewStore.subscribe(({ view }) => {
  const { card } = needsStore.getState()
  if (!card || card.place === 'side') return
  const here = card.place === 'pane' && view.kind === 'pane' && view.paneId === card.paneId
  if (!here && !(card.place === 'tile' && view.kind !== 'pane')) closeCard()
})
