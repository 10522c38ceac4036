import type { Session } from '../../../ipc/model'
import type { StateCounts } from '../../state/selectors'
import { plural } from '../../ui/format'

/** What a session's row says to those who do not see its shapes: `api: 3 working, 1 waiting`. */
export function sessionLabel(session: Session, counts: StateCounts, panes: number): string {
  const says = counts.map(({ state, count }) => `${count} ${state}`)
  if (says.length === 0) says.push(plural(panes, 'pane'))
  const clients = session.clients.filter(client => !client.control).length
  if (clients > 0) says.push('attached elsewhere')
  return `${session.name}: ${says.join(', ')}`
}

/** The fact beside a session that is not ours: who looks at it, else how big it is. */
export function otherFact(session: Session, panes: number): string {
  return session.clients.some(client => !client.control) ? 'attached' : plural(panes, 'pane')
}
