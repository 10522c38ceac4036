import { CornerDownLeft } from 'lucide-react'
import { type FormEvent, useEffect } from 'react'
import { useStore } from 'zustand'
import { actBook } from '../../state/act-book'
import { draftStore } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { canBePrompted, nobodyBecause, receiversOf } from '../../state/receivers'
import { useReceivers } from '../../state/receivers-store'
import { Button } from '../../ui/button'
import { ActStrip } from './act-strip'
import { PromptField } from './prompt-field'
import { panesOfRequest, sendDraft, takeLateAnswer, unansweredRequest } from './send'
import { UNANSWERED } from './send-words'
import { hiddenActs, shownActs } from './shown-acts'
import { WhoRow } from './who-row'
import './composer.css'

/** What the button and the field need to know of this moment. */
function useSending() {
  const { fleet, connection } = useStore(fleetStore)
  const { text, sending } = useStore(draftStore)
  const { choice, candidates } = useReceivers()
  const again = unansweredRequest(choice)
  const nobody = again ? '' : nobodyBecause(fleet, choice, candidates)
  // What is tried again goes to whom it went, whatever their states are by now.
  const asked = again && panesOfRequest(again)
  const receivers = asked ? candidates.filter(({ pane }) => asked.includes(pane.id)) : receiversOf(candidates)
  const count = asked?.length ?? receivers.length
  const offline = connection !== 'open' || fleet?.server.kind !== 'connected'
  const blocked = offline ? 'There is no connection: what you write is kept.' : nobody
  const ready = !blocked && !sending && text.trim() !== ''
  return { choice, candidates, receivers, nobody, count, blocked, ready, sending, again: again !== null }
}

function ComposerForm() {
  const { choice, candidates, receivers, nobody, count, blocked, ready, sending, again } = useSending()
  const send = () => {
    if (ready) void sendDraft()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className="composer-form" aria-label="Composer" onSubmit={submit}>
      <ActStrip />
      <WhoRow choice={choice} candidates={candidates} receivers={receivers} nobody={nobody} />
      <div className="composer-field">
        <PromptField placeholder="Write a prompt…" describedBy={nobody ? 'composer-reason' : undefined} onSend={send} />
        {again && <span className="composer-unsure">{UNANSWERED}</span>}
        <Button kind="primary" small className="composer-send" type="submit" disabled={!ready} title={blocked}>
          {sending ? 'Sending…' : `Send to ${count}`}
          <CornerDownLeft aria-hidden="true" />
        </Button>
      </div>
    </form>
  )
}

/**
 * Writes a prompt to one agent or many. Absent while there is no agent that takes prompts, no draft, and no receipt that
 * somebody has to see (of an agent that ended instead of taking it). At rest it has a height of its own; what grows (the
 * text, receipts) lies over the main view, so that no terminal changes its size.
 */
export function Composer() {
  const anyone = useStore(fleetStore, ({ fleet }) => fleet?.panes.some(canBePrompted) ?? false)
  const written = useStore(draftStore, ({ text }) => text !== '')
  const acts = useStore(actBook, ({ acts }) => acts)
  // biome-ignore lint/correctness/useExhaustiveDependencies: news of an act may be the answer that was lost
  useEffect(takeLateAnswer, [acts])
  const told = useStore(hiddenActs, ({ ids }) => shownActs(acts, ids).length > 0)
  if (!anyone && !written && !told) return null
  return (
    <div className="composer">
      <ComposerForm />
    </div>
  )
}
