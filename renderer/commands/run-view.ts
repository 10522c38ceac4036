import type { PaneId, SessionId } from '../../ipc/model'
import { panesOfFleet, panesOfSession } from '../state/selectors'
import { selectPane, showFleet, showPane, showSession } from '../state/view-store'
import type { CommandContext } from './context'

/** One step out: a pane → its session → the fleet. */
export function zoomOut({ view }: CommandContext): void {
  if (view.kind === 'pane') showSession(view.sessionId)
  else showFleet()
}

/** Where one step in leads: the selected pane, else the first one; null where nothing is nearer. */
export function nearer(context: CommandContext): { readonly sessionId: SessionId; readonly paneId?: PaneId } | null {
  const { fleet, view, session, pane } = context
  if (view.kind === 'pane') return null
  if (view.kind === 'session') {
    const target = pane ?? (session && panesOfSession(fleet, session)[0])
    return target ? { sessionId: view.sessionId, paneId: target.id } : null
  }
  const target = session ?? panesOfFleet(fleet)[0]?.session
  return target ? { sessionId: target.id } : null
}

export function zoomIn(context: CommandContext): void {
  const target = nearer(context)
  if (target?.paneId) showPane(target.sessionId, target.paneId)
  else if (target) showSession(target.sessionId)
}

/** The panes that *Next pane* goes through: those that the view shows, in its order. */
export function panesInView({ fleet, view, session }: CommandContext) {
  if (view.kind === 'fleet') return panesOfFleet(fleet)
  return session ? panesOfSession(fleet, session).map(pane => ({ session, pane })) : []
}

/** Selects (or, zoomed in, shows) the pane that is `step` further; the last is followed by the first. */
export function stepPane(context: CommandContext, step: 1 | -1): void {
  const all = panesInView(context)
  if (all.length === 0) return
  const at = all.findIndex(one => one.pane.id === context.pane?.id)
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]
  if (!next) return
  if (context.view.kind === 'pane') showPane(next.session.id, next.pane.id)
  else selectPane(next.pane.id)
}
