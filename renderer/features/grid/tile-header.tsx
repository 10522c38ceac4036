import { Maximize2, OctagonPause, Play, RotateCw } from 'lucide-react'
import type { Pane, Session } from '../../../ipc/model'
import { runCommand } from '../../commands/registry'
import { paneName } from '../../state/selectors'
import { selectPane, showPane } from '../../state/view-store'
import { Button } from '../../ui/button'
import { Tooltip } from '../../ui/tooltip'
import type { TileForm } from './columns'
import { type Mark, placeName } from './names'
import { PaneState, TileTask } from './pane-state'
import { TypingMark } from './typing-mark'

interface TileHeaderProps {
  readonly pane: Pane
  readonly session: Session
  readonly marks: readonly Mark[]
  /** Name of the pane's window, empty where it says nothing. */
  readonly windowName: string
  /** A card has its task in a line of its own. */
  readonly form: TileForm
  /** Tab reaches the controls of this tile. */
  readonly reachable: boolean
}

/** 32 px: name, state, age, task or question; acts appear on hover and focus. */
export function TileHeader({ pane, session, marks, windowName, form, reachable }: TileHeaderProps) {
  const line = form !== 'card' || pane.state.name === 'waiting'
  return (
    <header className="tile-header">
      <b className="tile-name">{paneName(pane)}</b>
      <PaneState pane={pane} reachable={reachable} />
      {windowName && (
        <bdi className="tile-window" title={`Window ${windowName}`}>
          {windowName}
        </bdi>
      )}
      <Marks marks={marks} />
      {line ? <TileTask pane={pane} session={session} reachable={reachable} /> : <span className="tile-task" />}
      <TypingMark />
      {pane.ready && <StartButton pane={pane} session={session} />}
      <TileActs pane={pane} session={session} />
    </header>
  )
}

export function Marks({ marks }: { readonly marks: readonly Mark[] }) {
  return marks.map(mark => (
    <span key={mark.word} className="tile-mark" title={mark.says}>
      {mark.word}
    </span>
  ))
}

/** Commands on one pane go through the selection: it is what *this pane* means to all of them. */
function runOn(pane: Pane, command: string): void {
  selectPane(pane.id)
  runCommand(command)
}

/** What was restored waits for it, so it is always in sight. */
function StartButton({ pane, session }: { readonly pane: Pane; readonly session: Session }) {
  return (
    <Tooltip says={`Start ${placeName(pane, session)}`}>
      <Button small onClick={() => runOn(pane, 'pane.restart')}>
        <Play /> Start
      </Button>
    </Tooltip>
  )
}

function TileActs({ pane, session }: { readonly pane: Pane; readonly session: Session }) {
  const name = placeName(pane, session)
  return (
    <span className="tile-acts">
      {pane.dead && pane.managed && !pane.ready && (
        <Tooltip says={`Restart ${name}`}>
          <Button kind="ghost" icon small aria-label="Restart" onClick={() => runOn(pane, 'pane.restart')}>
            <RotateCw />
          </Button>
        </Tooltip>
      )}
      {!pane.dead && (
        <Tooltip says={`Interrupt ${name}`}>
          <Button kind="ghost" icon small aria-label="Interrupt" onClick={() => runOn(pane, 'agents.interruptPane')}>
            <OctagonPause />
          </Button>
        </Tooltip>
      )}
      <Tooltip says={`Zoom into ${name}`}>
        <Button kind="ghost" icon small aria-label="Zoom in" onClick={() => showPane(session.id, pane.id)}>
          <Maximize2 />
        </Button>
      </Tooltip>
    </span>
  )
}
