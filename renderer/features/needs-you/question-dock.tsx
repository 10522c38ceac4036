import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Pane, Session } from '../../../ipc/model'
import { closeCard, needsStore, openCard } from '../../state/needs-store'
import { QuestionCard } from './question-card'

/**
 * The card of a pane that is zoomed in, below its terminal: beside the question on screen, never over it. When a card with
 * the focus goes, the focus stays here: in the terminal, the next key would be typed to the agent.
 */
export function QuestionDock({ pane, session }: { readonly pane: Pane; readonly session: Session }) {
  const root = useRef<HTMLDivElement>(null)
  const focused = useRef(false)
  const waiting = pane.state.name === 'waiting' && !pane.dead
  const asked = useStore(needsStore, ({ card }) => card?.place === 'pane' && card.paneId === pane.id)
  useEffect(() => {
    if (!waiting && focused.current) root.current?.focus({ preventScroll: true })
  }, [waiting])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes whether the focus is in the card
    <div
      className="question-dock"
      ref={root}
      tabIndex={-1}
      onFocus={event => {
        if (event.target === root.current) return
        focused.current = true
        openCard(pane.id, 'pane')
      }}
      onBlur={event => {
        if (root.current?.contains(event.relatedTarget)) return
        focused.current = false
        closeCard(pane.id, 'pane')
      }}
    >
      {waiting && <QuestionCard key={pane.id} pane={pane} session={session} place="pane" asked={asked} />}
    </div>
  )
}
