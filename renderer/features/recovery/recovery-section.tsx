import { Unplug } from 'lucide-react'
import { useStore } from 'zustand'
import { namesWords } from '../../../ipc/loss-words'
import { runCommand } from '../../commands/registry'
import { recoveryStore } from '../../state/recovery-store'
import { plural } from '../../ui/format'
import './recovery.css'

/** In the sidebar while something is lost: how many sessions, and which. */
export function RecoverySection() {
  const lost = useStore(recoveryStore, state => state.lost)
  if (lost.length === 0) return null
  const names = namesWords(lost)
  return (
    <button
      type="button"
      className="side-row side-need rc-side"
      aria-label={`Recovery: ${plural(lost.length, 'lost session')}, ${names}`}
      onClick={() => runCommand('recovery.open')}
    >
      <span className="side-need-head">
        <Unplug aria-hidden="true" />
        <b>Recovery</b>
        <span className="grow" />
        <span className="side-fact">{lost.length}</span>
      </span>
      <bdi className="side-need-line" title={names}>
        {names}
      </bdi>
    </button>
  )
}
