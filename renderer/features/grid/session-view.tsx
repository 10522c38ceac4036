import { useCallback, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { Fleet, Pane, Session } from '../../../ipc/model'
import { panesOfSession } from '../../state/selectors'
import { settingsStore } from '../../state/settings-store'
import { fontShape, terminalFamily } from '../../terminals/font'
import { GROWTH } from '../../terminals/font-fit'
import { GAP, HEADER, largeEnough, MAX_LIVE, sessionLayout } from './columns'
import { distinct } from './fleet-view'
import { clientWords } from './names'
import { TilesSection } from './tiles-section'
import { useArea } from './use-area'
import { useTileKeys } from './use-tile-keys'

interface SessionViewProps {
  readonly fleet: Fleet
  readonly session: Session
  readonly selected: string | null
  readonly stale: boolean
}

/** The panes of one session side by side: up to 16 as real terminals where they are large enough to type in. */
export function SessionView({ fleet, session, selected, stale }: SessionViewProps) {
  const root = useRef<HTMLDivElement>(null)
  const area = useArea(root)
  const maxFont = useStore(settingsStore, state => state.settings?.terminalFontSize ?? 13)
  const font = useStore(settingsStore, state => state.settings?.terminalFont ?? '')
  const panes = useMemo(() => distinct(panesOfSession(fleet, session)), [fleet, session])
  const groups = useMemo(() => [{ session, panes }], [session, panes])
  const { onKeyDown, reachable } = useTileKeys(root, groups, selected, area !== null)
  const shape = fontShape(terminalFamily(font))
  const layout = area && sessionLayout(panes, area, shape, maxFont * GROWTH)
  const formOf = useCallback(
    (pane: Pane) => {
      if (!area || !layout || panes.length > MAX_LIVE) return 'picture'
      const width = (area.width - GAP * (layout.columns - 1)) / layout.columns
      const tile = { width: width - 2, height: layout.tileHeight - HEADER - 2 }
      return largeEnough(pane, tile, shape, window.devicePixelRatio || 1) ? 'live' : 'picture'
    },
    [area, layout, panes.length, shape],
  )
  const clients = clientWords(session)
  const grid = (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the tiles inside, which are the focusable ones
    <div className="grid-scroll" ref={root} onKeyDown={onKeyDown}>
      {layout && <TilesSection {...{ fleet, session, panes, layout, selected, reachable, stale, formOf }} />}
      {panes.length === 0 && <p className="grid-empty">This session has no panes now.</p>}
    </div>
  )
  // Above what is measured: a line that comes and goes must not push tiles out of view.
  return (
    <>
      {clients && <bdi className="session-note">{clients}</bdi>}
      {grid}
    </>
  )
}
