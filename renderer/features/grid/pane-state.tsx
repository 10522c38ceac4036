import { Popover } from 'radix-ui'
import { useStore } from 'zustand'
import type { Pane, Session } from '../../../ipc/model'
import { openDialog } from '../../state/dialogs-store'
import { closeCard, needsStore, openCard } from '../../state/needs-store'
import { StateLabel } from '../../ui/state-icon'
import { CardPopover } from '../needs-you/card-popover'
import { questionLine } from '../needs-you/question-words'
import { Age, NextTry } from './age'
import { contextWords, exitWords, heldWord, placeName } from './names'
import { useTask } from './use-task'

interface StateProps {
  readonly pane: Pane
  /** In a grid Tab reaches the controls of one tile only. */
  readonly reachable: boolean
}

/** The state's shape and word; a press explains it. */
function StateButton({ pane, reachable }: StateProps) {
  const word = pane.dead ? exitWords(pane) : pane.state.name
  return (
    <button
      type="button"
      className="state-button"
      tabIndex={reachable ? 0 : -1}
      aria-label={`Explain this state: ${word}`}
      title={pane.state.explanation}
      onClick={() => openDialog({ kind: 'explain', paneId: pane.id })}
    >
      <StateLabel state={pane.state.name} word={word} />
    </button>
  )
}

/** How long the state holds; while it is held, when it goes on or why not. */
function Since({ pane }: { readonly pane: Pane }) {
  const { held, since, name } = pane.state
  if (name !== 'held' || !held) return <Age since={since} />
  return (
    <span className="held-note" title={heldWord(held)}>
      {held.until === null ? <span className="age">{heldWord(held)}</span> : <NextTry until={held.until} />}
    </span>
  )
}

/** State, age and context of a pane, as its header shows them. */
export function PaneState({ pane, reachable }: StateProps) {
  const context = pane.context && contextWords(pane.context)
  return (
    <>
      <StateButton pane={pane} reachable={reachable} />
      <Since pane={pane} />
      {context && (
        <span className="pane-context" title={context.says}>
          <span aria-hidden="true">{context.word}</span>
          <span className="sr-only">{context.says}</span>
        </span>
      )}
    </>
  )
}

interface TaskProps extends StateProps {
  readonly session: Session
}

/** The task in one line. In its place, while the agent waits: its question, which opens the card to answer it. */
export function TileTask({ pane, session, reachable }: TaskProps) {
  const task = useTask(pane)
  const open = useStore(needsStore, ({ card }) => card?.place === 'tile' && card.paneId === pane.id)
  if (pane.state.name !== 'waiting')
    return (
      <bdi className="tile-task" title={task}>
        {task}
      </bdi>
    )
  const line = questionLine(pane.state.question) || 'Needs an answer'
  return (
    <Popover.Root open={open} onOpenChange={next => (next ? openCard(pane.id, 'tile') : closeCard(pane.id, 'tile'))}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="tile-task tile-question"
          tabIndex={reachable ? 0 : -1}
          title={line}
          aria-label={`Answer ${placeName(pane, session)}: ${line}`}
        >
          <bdi>{line}</bdi>
        </button>
      </Popover.Trigger>
      <CardPopover pane={pane} session={session} place="tile" side="bottom" />
    </Popover.Root>
  )
}
