/** Lines of history that a terminal in the page may hold: at 200 columns 50,000 lines are 120 MB (12 bytes a cell, measured). */
export const MAX_HISTORY = 50_000
/** Lines that may come after a snapshot before the oldest are dropped from the page (tmux keeps them). */
const GROWTH = 2_000

export interface HistoryState {
  /** Lines above the screen now. */
  readonly loaded: number
  /** Lines above the screen when the snapshot had been written. */
  readonly inSnapshot: number
  /** Lines that tmux had then. */
  readonly total: number
  /** The terminal's scrollback option. */
  readonly scrollback: number
}

/** How many lines to ask for when the person has scrolled to the top; null when there are no older ones to get. */
export function olderHistory(state: HistoryState): number | null {
  const { loaded, inSnapshot, total, scrollback } = state
  const more = total > inSnapshot || loaded >= scrollback
  if (!more || loaded >= MAX_HISTORY) return null
  return Math.min(MAX_HISTORY, Math.max(loaded * 4, 400))
}

/** The scrollback option that holds a snapshot's history and some growth. */
export function scrollbackFor(history: number): number {
  return Math.min(MAX_HISTORY + GROWTH, history + Math.max(GROWTH, history))
}
