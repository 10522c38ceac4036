import { openCard } from '../state/needs-store'
import { nextNeed } from '../state/needs-you'
import { showPane } from '../state/view-store'
import type { CommandContext } from './context'

/** Zooms into the next agent that needs a person; the card of its question, where there is one, gets the focus. */
export function showNextNeed({ fleet, view }: CommandContext): void {
  const next = nextNeed(fleet, view.kind === 'pane' ? view.paneId : null)
  if (!next) return
  showPane(next.session.id, next.pane.id)
  if (next.pane.state.name === 'waiting') openCard(next.pane.id, 'pane')
}
