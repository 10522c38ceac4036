import { ChevronRight } from 'lucide-react'
import { useStore } from 'zustand'
import { useFleet } from '../../state/hooks'
import { paneById, paneName, sessionById } from '../../state/selectors'
import { showFleet, showPane, showSession, viewStore } from '../../state/view-store'

interface Crumb {
  readonly key: string
  readonly name: string
  go(): void
}

/** Fleet ▸ session ▸ pane: where the person is, and the way out. */
export function Breadcrumb() {
  const view = useStore(viewStore, state => state.view)
  const fleet = useFleet()
  const crumbs: Crumb[] = [{ key: 'fleet', name: 'Fleet', go: showFleet }]
  if (view.kind !== 'fleet') {
    const { sessionId } = view
    crumbs.push({
      key: sessionId,
      name: sessionById(fleet, sessionId)?.name ?? 'session',
      go: () => showSession(sessionId),
    })
  }
  if (view.kind === 'pane') {
    const { sessionId, paneId } = view
    const pane = paneById(fleet, paneId)
    crumbs.push({ key: paneId, name: pane ? paneName(pane) : 'pane', go: () => showPane(sessionId, paneId) })
  }
  return (
    <nav className="crumbs" aria-label="Where you are">
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.key}>
            {index > 0 && <ChevronRight aria-hidden="true" />}
            <button
              type="button"
              className="crumb"
              title={crumb.name}
              aria-current={index === crumbs.length - 1 ? 'page' : undefined}
              onClick={crumb.go}
            >
              {crumb.name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
