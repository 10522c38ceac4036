import { BookMarked, TriangleAlert } from 'lucide-react'
import { useStore } from 'zustand'
import type { SavedBefore } from '../../../ipc/saved-before'
import { actBook } from '../../state/act-book'
import { checkpointsStore, liveCheckpoints } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { Button } from '../../ui/button'
import { plural } from '../../ui/format'
import { type UndoneAct, undoChoice, undoLine } from './undo-words'
import './undo-to-checkpoint.css'

/** So many sessions have a line of their own; more are in the list of checkpoints. */
const MOST = 3

interface UndoProps {
  readonly act: UndoneAct
  readonly before: readonly SavedBefore[] | undefined
  /** It is being left: a message goes away when its button is pressed. */
  onGo?(): void
}

/**
 * What was saved before a risky act, quietly, with the way back: *Undo to checkpoint* opens the plan of a restore, and does
 * nothing by itself. Nothing where no checkpoint was wanted.
 */
export function UndoToCheckpoint({ act, before = [], onGo }: UndoProps) {
  const { list, told } = useStore(checkpointsStore)
  const live = told ? liveCheckpoints(list) : null
  const lines = before.slice(0, MOST).map(one => ({ ...undoLine(one, live, Date.now()), session: one.session }))
  const go = (checkpoint: string) => {
    onGo?.()
    openDialog({ kind: 'restore', checkpoint, first: undoChoice(act) })
  }
  const many = before.length > 1
  return (
    <>
      {lines.map(({ session, says, checkpoint, bad }) => {
        const Icon = bad ? TriangleAlert : BookMarked
        return (
          <p key={session} className={bad ? 'undo undo-bad' : 'undo'}>
            <Icon aria-hidden="true" />
            <span>
              {many && (
                <>
                  <bdi>{session}</bdi>
                  {': '}
                </>
              )}
              {says}
            </span>
            {checkpoint && (
              <Button small onClick={() => go(checkpoint)}>
                {many ? `Undo ${session} to checkpoint` : 'Undo to checkpoint'}
              </Button>
            )}
          </p>
        )
      })}
      {before.length > MOST && (
        <p className="undo">
          <BookMarked aria-hidden="true" />
          <span>{`${plural(before.length - MOST, 'more session')}: see the list.`}</span>
          <Button small onClick={() => openDialog({ kind: 'checkpoints' })}>
            Show all checkpoints
          </Button>
        </p>
      )}
    </>
  )
}

/** The same of an act that may tell its checkpoints later. */
export function UndoAct({ id, onGo }: { readonly id: string; readonly onGo?: () => void }) {
  const act = useStore(actBook, state => state.acts.get(id))
  if (!act || act.kind === 'answer' || act.kind === 'thaw') return null
  return <UndoToCheckpoint act={act.kind} before={act.before} {...(onGo ? { onGo } : {})} />
}
