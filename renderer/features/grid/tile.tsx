import { type KeyboardEvent, type MouseEvent, memo } from 'react'
import type { Pane, Session } from '../../../ipc/model'
import { selectPane, showPane } from '../../state/view-store'
import { TerminalView } from '../terminal/terminal-view'
import { PADDING, type TileForm } from './columns'
import { type Mark, placeName, tileName } from './names'
import { TileHeader } from './tile-header'
import { TilePicture } from './tile-picture'
import { useTask } from './use-task'

export interface TileProps {
  readonly pane: Pane
  readonly session: Session
  /** Name of the pane's window, empty where it says nothing. */
  readonly windowName: string
  readonly marks: readonly Mark[]
  readonly selected: boolean
  /** Tab reaches this one; arrows go on from it. */
  readonly reachable: boolean
  readonly form: TileForm
  readonly stale: boolean
}

/** One pane in the grid. The frame takes arrows and Enter; its terminal, once clicked, takes all keys. */
export const Tile = memo(function Tile(props: TileProps) {
  const { pane, session, selected, reachable, form } = props
  const stale = props.stale || pane.dead
  const zoom = () => showPane(session.id, pane.id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.key !== 'Enter' || event.ctrlKey || event.altKey) return
    event.preventDefault()
    zoom()
  }
  const onDoubleClick = (event: MouseEvent) => {
    const on = event.target instanceof Element ? event.target : null
    // Two quick clicks on a button are its own; in a live terminal a double click selects a word. The rest zooms.
    if (on?.closest('button') || (form === 'live' && on?.closest('.terminal-view'))) return
    zoom()
  }
  const name = placeName(pane, session)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields; this is a pane
    <div
      role="group"
      aria-label={tileName(pane, session)}
      className={`tile${selected ? ' is-selected' : ''}${pane.state.name === 'waiting' ? ' needs' : ''}`}
      data-tile={`${session.id}${pane.id}`}
      tabIndex={reachable ? 0 : -1}
      onFocus={() => selectPane(pane.id)}
      onMouseDown={() => selectPane(pane.id)}
      onDoubleClick={onDoubleClick}
      onKeyDown={onKeyDown}
    >
      <TileHeader {...props} />
      {form === 'live' && <TerminalView paneId={pane.id} name={name} alone={false} padding={PADDING} stale={stale} />}
      {form === 'picture' && <TilePicture paneId={pane.id} name={name} stale={stale} />}
      {form === 'card' && <CardLine pane={pane} />}
    </div>
  )
})

/** What a pane is at, in one line, where there is no room for its screen. */
function CardLine({ pane }: { readonly pane: Pane }) {
  const task = useTask(pane)
  return (
    <bdi className="card-line" title={task}>
      {task || pane.command}
    </bdi>
  )
}
