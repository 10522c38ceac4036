import type { Finish } from '../../../ipc/finish'
import type { Undo } from '../../../ipc/wire'
import { dialogsStore, openDialog } from '../../state/dialogs-store'
import { finishesStore, isOver } from '../../state/finishes-store'
import { dismissToast, showToast } from '../../state/toasts-store'
import { needsWord, stepWords } from './finish-words'

/** Opens the dialog of a run. */
export function showFinish({ id, sessionId }: Pick<Finish, 'id' | 'sessionId'>): void {
  openDialog({ kind: 'finish', sessionId, finishId: id })
}

/** The dialog of this run, or of its session, is on the screen. */
function inView(finish: Finish): boolean {
  const { dialog, under } = dialogsStore.getState()
  return [dialog, under].some(
    one => one?.kind === 'finish' && (one.finishId === finish.id || one.sessionId === finish.sessionId),
  )
}

/** What is worth a message: that it stands still, and how it ended. Empty for all else. */
function occasion(finish: Finish): string {
  return isOver(finish) || needsWord(finish) ? `${finish.step} ${finish.problem}` : ''
}

/** What the page does not know any more is not told of again. */
function forget(told: Map<string, unknown>, known: ReadonlyMap<string, unknown>): void {
  for (const id of told.keys()) if (!known.has(id)) told.delete(id)
}

/** Tells of runs whose dialog is closed. */
export function followFinishes(): Undo {
  const told = new Map<string, { occasion: string; toast: number | null }>()
  const look = () => {
    const { finishes } = finishesStore.getState()
    forget(told, finishes)
    for (const finish of finishes.values()) {
      const before = told.get(finish.id)
      const now = occasion(finish)
      if (now === (before?.occasion ?? '')) continue
      if (before?.toast != null) dismissToast(before.toast)
      // Cancelled was by the user's own hand.
      const quiet = now === '' || finish.step === 'cancelled' || inView(finish)
      told.set(finish.id, { occasion: now, toast: quiet ? null : tell(finish) })
    }
  }
  look()
  return finishesStore.subscribe(look)
}

function tell(finish: Finish): number {
  const bad = finish.step === 'failed' || finish.killed?.proven === false || (finish.killed?.survivors.length ?? 0) > 0
  const toast: number = showToast({
    tone: bad ? 'failure' : finish.step === 'done' ? 'done' : 'notice',
    title: `Finish session ${finish.session}: ${stepWords(finish)}`,
    meaning: finish.problem,
    ...(finish.before ? { undo: { act: 'kill', before: finish.before } } : {}),
    action: {
      label: 'Show',
      run: () => {
        dismissToast(toast)
        showFinish(finish)
      },
    },
  })
  return toast
}
