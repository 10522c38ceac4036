import { CornerDownLeft, ShieldAlert } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Choice, Pane, Question, Session } from '../../../ipc/model'
import { type CardPlace, needsStore, type Outcome } from '../../state/needs-store'
import { paneName } from '../../state/selectors'
import { Button } from '../../ui/button'
import { StateIcon } from '../../ui/state-icon'
import { Age } from '../grid/age'
import { placeName } from '../grid/names'
import { answerQuestion } from './answer'
import { leaveCard, openTerminal } from './leave'
import { choiceOfKey, printable, printableLines } from './question-words'
import { useArmed } from './use-armed'
import './question-card.css'

interface CardProps {
  readonly pane: Pane
  readonly session: Session
  readonly place: CardPlace
  /** The person asked for it: it takes the focus. A question that only arrives never does. */
  readonly asked: boolean
}

/** What an agent asks, with its choices as buttons; their keys answer while the focus is in the card. */
export function QuestionCard({ pane, session, place, asked }: CardProps) {
  const root = useRef<HTMLElement>(null)
  const { question } = pane.state
  const outcome = useStore(needsStore, state => state.outcomes.get(pane.id))
  const busy = useStore(needsStore, state => state.answering.has(pane.id))
  const { armed, changed } = useArmed(question?.id ?? '')
  const own = outcome?.questionId === question?.id ? outcome : undefined
  const answered = own?.tone === 'done'
  const name = placeName(pane, session)

  useEffect(() => {
    const card = root.current
    if (asked && card && !card.contains(document.activeElement)) card.focus({ preventScroll: true })
  }, [asked])

  const answer = (choice: Choice) => {
    if (question && armed() && !busy && !answered) void answerQuestion(pane, name, question, choice)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
    if (event.key === 'Escape' && place === 'pane') leaveCard(pane.id)
    const choice = choiceOfKey(question?.choices ?? [], event.key)
    if (!choice) return
    event.preventDefault()
    answer(choice)
  }
  return (
    <section className="question" ref={root} tabIndex={-1} aria-label={`Question of ${name}`} onKeyDown={onKeyDown}>
      <header className="question-head">
        <StateIcon state="waiting" />
        <b>{paneName(pane)}</b>
        <span className="question-place">{`in ${printable(session.name, 60)} · waits`}</span>
        <Age since={pane.state.since} />
      </header>
      <Asked question={question} />
      <Told outcome={outcome} changed={changed && asked} />
      <div className="question-foot">
        <Choices choices={question?.choices ?? []} disabled={busy || answered} onPick={answer} />
        <Elsewhere pane={pane} session={session} place={place} readable={(question?.choices.length ?? 0) > 0} />
      </div>
    </section>
  )
}

function Asked({ question }: { readonly question: Question | undefined }) {
  if (!question) return <p className="question-title">It waits for an answer; what it asks could not be read.</p>
  const detail = printableLines(question.detail)
  return (
    <>
      {detail && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a pointer
        <section className="question-detail" tabIndex={0} aria-label="What it is about">
          {detail}
        </section>
      )}
      <p className="question-title">{printable(question.title)}</p>
    </>
  )
}

/** What came of the last answer, and that the question is another one now. Announced politely. */
function Told({ outcome, changed }: { readonly outcome: Outcome | undefined; readonly changed: boolean }) {
  const alone = changed && !outcome
  return (
    <div role="status" className="question-told">
      {alone && <p className="note">The question changed. This is the new one.</p>}
      {outcome && (
        <p className={`note${outcome.tone === 'failure' ? ' note-failure' : ''}`}>
          <span>
            <b>{outcome.title}.</b> {printable(outcome.detail)}
          </span>
        </p>
      )}
    </div>
  )
}

interface ChoicesProps {
  readonly choices: readonly Choice[]
  readonly disabled: boolean
  onPick(choice: Choice): void
}

function Choices({ choices, disabled, onPick }: ChoicesProps) {
  return choices.map(choice => (
    <Button
      key={choice.key}
      small
      kind={choice.danger ? 'danger' : 'plain'}
      className="question-choice"
      // Not `disabled`: a button that loses its focus by it would take the card's keys away.
      aria-disabled={disabled}
      title={choice.danger ? 'Allows more than this one act, or ends the program' : undefined}
      onClick={() => onPick(choice)}
    >
      <kbd>{printable(choice.key, 20)}</kbd>
      <span className="question-label">{printable(choice.label, 160)}</span>
      {choice.danger && (
        <span className="question-risk">
          <ShieldAlert aria-hidden="true" />
          risky
        </span>
      )}
    </Button>
  ))
}

interface ElsewhereProps {
  readonly pane: Pane
  readonly session: Session
  readonly place: CardPlace
  readonly readable: boolean
}

/** The way to the terminal itself: the only one where no choices could be read. */
function Elsewhere({ pane, session, place, readable }: ElsewhereProps) {
  if (!readable)
    return (
      <Button small onClick={() => openTerminal(session.id, pane.id)}>
        <CornerDownLeft aria-hidden="true" />
        Answer it in the terminal
      </Button>
    )
  if (place === 'pane') return null
  return (
    <Button small kind="ghost" onClick={() => openTerminal(session.id, pane.id)}>
      Open
    </Button>
  )
}
