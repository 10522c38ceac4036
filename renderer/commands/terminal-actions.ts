import { createStore } from 'zustand/vanilla'

/** What the live terminal that has the focus (or the last one that had it) offers to commands. */
export interface TerminalActions {
  find(): void
  copy(): void
  paste(): void
  larger(): void
  smaller(): void
  /** A fresh snapshot from tmux. */
  resync(): void
  /** *Fit to window*: resizes the pane's window once to what the area shows. */
  fit(): void
  /** Undoes the last fit; left out while there is nothing to undo. */
  unfit?(): void
}

/** A store and not a variable, so that menus and buttons follow when a terminal comes or goes. */
export const terminalActionsStore = createStore<{ readonly actions: TerminalActions | null }>(() => ({ actions: null }))

/** Called by the terminals: with their actions when one is live, with null when none is. */
export function setTerminalActions(actions: TerminalActions | null): void {
  terminalActionsStore.setState({ actions })
}
