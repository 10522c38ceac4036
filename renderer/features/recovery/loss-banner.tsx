import { Unplug } from 'lucide-react'
import { useStore } from 'zustand'
import { lossWords } from '../../../ipc/loss-words'
import { openDialog } from '../../state/dialogs-store'
import { markSeen, recoveryStore, unseenOf } from '../../state/recovery-store'
import { Button } from '../../ui/button'
import './recovery.css'

/**
 * Above the grid, from the moment a session is known to be lost until a person looked at it or put it off. The sidebar
 * goes on to name it.
 */
export function LossBanner() {
  const unseen = unseenOf(useStore(recoveryStore))
  const [first] = unseen
  if (!first) return null
  const { title, meaning } = lossWords(unseen)
  return (
    // `aria-live` too: it keeps an open dialog from hiding this from screen readers.
    <div className="banner rc-banner" role="alert" aria-live="assertive">
      <Unplug aria-hidden="true" />
      <span className="grow">
        <b>{title}</b> {meaning}
      </span>
      <Button small onClick={() => openDialog({ kind: 'recovery', show: first.id })}>
        Open Recovery
      </Button>
      <Button kind="ghost" small onClick={() => markSeen(unseen.map(one => one.id))}>
        Later
      </Button>
    </div>
  )
}
