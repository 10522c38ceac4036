import { type KeyboardEvent, useMemo } from 'react'
import { useFleet } from '../../state/hooks'
import { sortedSessions } from '../../state/selectors'
import { CheckpointsSection } from '../checkpoints/checkpoints-section'
import { RecoverySection } from '../recovery/recovery-section'
import { NeedsSection } from './needs-section'
import { SessionItem } from './session-item'
import './sidebar.css'

/** Up, Down, Home and End move between rows; Tab still reaches each of them. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.side-row')]
  const at = rows.findIndex(row => row.contains(document.activeElement))
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const next = to === undefined ? undefined : rows[to]
  if (!next) return
  event.preventDefault()
  next.focus()
}

export function Sidebar() {
  const fleet = useFleet()
  const { ours, others } = useMemo(() => sortedSessions(fleet), [fleet])
  return (
    <nav className="side" aria-label="Fleet" onKeyDown={moveFocus}>
      <RecoverySection />
      <NeedsSection />
      <h2 id="side-sessions">Sessions</h2>
      <ul aria-labelledby="side-sessions">
        {ours.map(session => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
      {ours.length === 0 && <p className="side-empty">None with agents yet</p>}
      {others.length > 0 && (
        <>
          <h2 id="side-others">Other tmux sessions</h2>
          <ul aria-labelledby="side-others">
            {others.map(session => (
              <SessionItem key={session.id} session={session} />
            ))}
          </ul>
        </>
      )}
      <CheckpointsSection />
    </nav>
  )
}
