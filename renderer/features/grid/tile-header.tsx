import { Maximize2, OctagonPause, RotateCw } from 'lucide-react'
import type { Pane, Session } from '../../../ipc/model'
import { runCommand } from '../../commands/registry'
import { paneName } from '../../state/selectors'
import { selectPane, showPane } from '../../state/view-store'
import { Button } from '../../ui/button'
import { StateLabel } from '../../ui/state-icon'
import { Tooltip } from '../../ui/tooltip'
import { Age } from './age'
import type { TileForm } from './columns'
import { exitWords, type Mark, placeName } from './names'
import { TypingMark } from './typing-mark'
import { useTask } from './use-task'

interface TileHeaderProps {
  readonly pane: Pane
  readonly session: Session
  readonly marks: readonly Mark[]
  /** Name of the pane's window, empty where it says nothing. */
  readonly windowName: string
  /** A card has its task in a line of its own. */
  readonly form: TileForm
}

/** 32 px: name, state, age, task; acts appear on hover and focus. */
export function TileHeader({ pane, session, marks, windowName, form }: TileHeaderProps) {
  const task = useTask(pane)
  return (
    <header className="tile-header">
      <b className="tile-name">{paneName(pane)}</b>
      <span title={pane.state.explanation}>
        <StateLabel state={pane.state.name} {...(pane.dead ? { word: exitWords(pane) } : {})} />
      </span>
      <Age since={pane.state.since} />
      {windowName && (
        <bdi className="tile-window" title={`Window ${windowName}`}>
          {windowName}
        </bdi>
      )}
      <Marks marks={marks} />
      <bdi className="tile-task" title={task}>
        {form === 'card' ? '' : task}
      </bdi>
      <TypingMark />
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

function TileActs({ pane, session }: { readonly pane: Pane; readonly session: Session }) {
  const name = placeName(pane, session)
  return (
    <span className="tile-acts">
      {pane.dead && pane.managed && (
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
