import { lostName } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import { call } from '../../host/host'
import { setLeaving } from '../../state/recovery-store'
import { attempt } from '../../state/tell'
import { dismissToast, showToast } from '../../state/toasts-store'
import { plural } from '../../ui/format'

/** ms in which *Undo* is offered: the host keeps nothing of what was dismissed, so it is told only afterwards. */
const UNDO_MS = 10_000

/**
 * Takes sessions off the list at once, and tells the host when it cannot be undone any more, or when the page goes.
 * Where the host refuses they are shown again, with the reason.
 */
export function dismissLost(lost: readonly LostSession[]): void {
  const [first] = lost
  if (!first) return
  const ids = lost.map(one => one.id)
  setLeaving(ids, true)
  const rest = () => {
    clearTimeout(timer)
    window.removeEventListener('pagehide', tellHost)
    dismissToast(toast)
  }
  const tellHost = () => {
    rest()
    void attempt('Dismiss', () => call('recovery.dismiss', { ids })).then(done => done || setLeaving(ids, false))
  }
  const timer = setTimeout(tellHost, UNDO_MS)
  window.addEventListener('pagehide', tellHost)
  const toast: number = showToast({
    tone: 'notice',
    title: lost.length === 1 ? `${lostName(first)} was dismissed` : `${plural(lost.length, 'session')} dismissed`,
    meaning: 'Checkpoints and files stay.',
    stay: UNDO_MS,
    action: {
      label: 'Undo',
      run() {
        rest()
        setLeaving(ids, false)
      },
    },
  })
}
