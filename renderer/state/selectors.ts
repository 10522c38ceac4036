import type { Fleet, Pane, PaneId, Session, SessionId, StateName, Window } from '../../ipc/model'
import type { ViewStore } from './view-store'

/** The order in which counts of states are shown: what needs a person first. */
const STATE_ORDER: readonly StateName[] = [
  'waiting',
  'error',
  'held',
  'working',
  'starting',
  'idle',
  'unknown',
  'exited',
]

export type StateCounts = readonly { readonly state: StateName; readonly count: number }[]

/** Natural order of people: `api-2` before `api-10`, case aside. */
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

export function sessionById(fleet: Fleet | null, id: SessionId): Session | null {
  return fleet?.sessions.find(session => session.id === id) ?? null
}

export function paneById(fleet: Fleet | null, id: PaneId): Pane | null {
  return fleet?.panes.find(pane => pane.id === id) ?? null
}

export function windowById(fleet: Fleet | null, id: string): Window | null {
  return fleet?.windows.find(window => window.id === id) ?? null
}

/** Ours (with agents) and the others, each by name. */
export function sortedSessions(fleet: Fleet | null): { readonly ours: Session[]; readonly others: Session[] } {
  const all = [...(fleet?.sessions ?? [])].sort((a, b) => byName.compare(a.name, b.name))
  return { ours: all.filter(session => session.managed), others: all.filter(session => !session.managed) }
}

/** The panes of a session in tmux's order: by window, then within the window. */
export function panesOfSession(fleet: Fleet | null, session: Session): Pane[] {
  if (!fleet) return []
  const panes = new Map(fleet.panes.map(pane => [pane.id, pane]))
  const windows = new Map(fleet.windows.map(window => [window.id, window]))
  return [...session.windows]
    .sort((a, b) => a.index - b.index)
    .flatMap(link => windows.get(link.windowId)?.panes ?? [])
    .flatMap(id => panes.get(id) ?? [])
}

/** All panes as the fleet's view orders them. */
export function panesOfFleet(fleet: Fleet | null): { readonly session: Session; readonly pane: Pane }[] {
  const { ours, others } = sortedSessions(fleet)
  return [...ours, ...others].flatMap(session => panesOfSession(fleet, session).map(pane => ({ session, pane })))
}

/** The first session that shows this pane; `prefer` wins where a linked window stands in several. */
export function sessionOfPane(fleet: Fleet | null, pane: Pane, prefer?: SessionId): Session | null {
  const holders = fleet?.sessions.filter(session => session.windows.some(link => link.windowId === pane.windowId)) ?? []
  return holders.find(session => session.id === prefer) ?? holders[0] ?? null
}

/** How many agents are in which state, what needs a person first; panes without an agent do not count. */
export function countStates(panes: readonly Pane[]): StateCounts {
  const counts = new Map<StateName, number>()
  for (const pane of panes) if (pane.agent) counts.set(pane.state.name, (counts.get(pane.state.name) ?? 0) + 1)
  return STATE_ORDER.flatMap(state => {
    const count = counts.get(state)
    return count ? [{ state, count }] : []
  })
}

/** `cc_1`, or `pane 2` for a pane without an agent. */
export function paneName(pane: Pane): string {
  return pane.agent?.name ?? `pane ${pane.index}`
}

/** What "this session" and "this pane" mean at the moment; null where nothing is meant. */
export interface Focus {
  readonly session: Session | null
  readonly window: Window | null
  readonly pane: Pane | null
}

export function focusOf(fleet: Fleet | null, { view, selectedPane }: ViewStore): Focus {
  const selected = selectedPane ? paneById(fleet, selectedPane) : null
  const pane = view.kind === 'pane' ? paneById(fleet, view.paneId) : selected
  const session = view.kind === 'fleet' ? pane && sessionOfPane(fleet, pane) : sessionById(fleet, view.sessionId)
  // A selection that was made in another session is not meant here.
  const own = pane && session?.windows.some(link => link.windowId === pane.windowId) ? pane : null
  const windowId = own?.windowId ?? session?.windows.find(link => link.active)?.windowId
  return { session, pane: own, window: windowId ? windowById(fleet, windowId) : null }
}
