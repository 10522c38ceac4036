import { lossWords } from '../../../ipc/loss-words'
import type { Undo } from '../../../ipc/wire'
import { dialogsStore, openDialog } from '../../state/dialogs-store'
import { recoveryStore, unseenOf } from '../../state/recovery-store'
import { dismissToast, showToast } from '../../state/toasts-store'

/** Whether a dialog covers the line above the grid. *Recovery* itself shows what comes. */
function isCovered(): boolean {
  const { dialog, under } = dialogsStore.getState()
  return dialog !== null && dialog.kind !== 'recovery' && under?.kind !== 'recovery'
}

/** While a dialog is open the line above the grid is behind it: then a loss is told as a message, once. */
export function tellLosses(): Undo {
  let toast: number | null = null
  return recoveryStore.subscribe((now, before) => {
    if (now.all === before.all && now.seen === before.seen) return
    const known = new Set(before.all.map(one => one.id))
    const news = unseenOf(now).filter(one => !known.has(one.id))
    const answered = unseenOf(now).length === 0
    if (toast !== null && (answered || news.length > 0)) {
      dismissToast(toast)
      toast = null
    }
    if (news.length === 0 || !isCovered()) return
    const { title, meaning } = lossWords(unseenOf(now))
    const action = { label: 'Open Recovery', run: () => openDialog({ kind: 'recovery' }) }
    toast = showToast({ tone: 'failure', title, meaning, action })
  })
}
