import { useStore } from 'zustand'
import { runCommand } from '../../commands/registry'
import { recoveryStore } from '../../state/recovery-store'
import { plural } from '../../ui/format'

/** In the status bar, beside the words for the server: the way to what was lost with it. */
export function RecoveryStatus() {
  const { length } = useStore(recoveryStore, state => state.lost)
  if (length === 0) return null
  return (
    <button type="button" title={`${plural(length, 'lost session')}`} onClick={() => runCommand('recovery.open')}>
      Recovery ({length})
    </button>
  )
}
