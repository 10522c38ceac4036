import { useMemo } from 'react'
import type { Fleet, Pane, Session } from '../../../ipc/model'
import type { Layout, TileForm } from './columns'
import { type Mark, marksOf, windowWord } from './names'
import { Tile } from './tile'

interface TilesSectionProps {
  readonly fleet: Fleet
  readonly session: Session
  readonly panes: readonly Pane[]
  readonly layout: Layout
  readonly selected: string | null
  /** `data-tile` of the one that Tab reaches. */
  readonly reachable: string
  readonly stale: boolean
  formOf(pane: Pane): TileForm
}

/** The tiles of one session, in columns. */
export function TilesSection(props: TilesSectionProps) {
  const { fleet, session, panes, layout, selected, reachable, stale, formOf } = props
  const facts = useFacts(fleet, session)
  return (
    <div
      className="tiles"
      style={{
        gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
        gridAutoRows: `${layout.tileHeight}px`,
      }}
    >
      {panes.map(pane => {
        const { window, marks } = facts(pane)
        return (
          <Tile
            key={pane.id}
            pane={pane}
            session={session}
            windowName={session.windows.length > 1 && window ? windowWord(window, panes) : ''}
            marks={marks}
            selected={selected === pane.id}
            reachable={reachable === `${session.id}${pane.id}`}
            form={formOf(pane)}
            stale={stale}
          />
        )
      })}
    </div>
  )
}

const NONE: readonly Mark[] = []

/** Windows and marks by pane; panes without marks share one empty list, so that their tiles need not render again. */
function useFacts(fleet: Fleet, session: Session) {
  return useMemo(() => {
    const windows = new Map(fleet.windows.map(window => [window.id, window]))
    void session
    return (pane: Pane) => {
      const window = windows.get(pane.windowId) ?? null
      const marks = marksOf(pane, window, fleet.sessions)
      return { window, marks: marks.length > 0 ? marks : NONE }
    }
  }, [fleet, session])
}
