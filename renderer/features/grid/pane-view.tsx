import { Play, RotateCw } from 'lucide-react'
import { useStore } from 'zustand'
import type { Fleet, Pane, Session } from '../../../ipc/model'
import { CommandButton } from '../../commands/command-button'
import { paneName, windowById } from '../../state/selectors'
import { showSession } from '../../state/view-store'
import { Button } from '../../ui/button'
import { QuestionDock } from '../needs-you/question-dock'
import { fitStore } from '../terminal/fit-store'
import { TerminalView } from '../terminal/terminal-view'
import { exitWords, marksOf, placeName } from './names'
import { PaneState } from './pane-state'
import { Marks } from './tile-header'
import { TypingMark } from './typing-mark'
import { useTask } from './use-task'

interface PaneViewProps {
  readonly fleet: Fleet
  readonly session: Session
  readonly pane: Pane
  readonly stale: boolean
}

/** One pane as one live terminal, as large as the user's font size allows. */
export function PaneView({ fleet, session, pane, stale }: PaneViewProps) {
  const fitted = useStore(fitStore, state => state.undo.has(pane.id))
  const task = useTask(pane)
  return (
    <div className="pane-view">
      <header className="pane-header">
        <b className="tile-name">{paneName(pane)}</b>
        <PaneState pane={pane} reachable={true} />
        <Marks marks={marksOf(pane, windowById(fleet, pane.windowId), fleet.sessions)} />
        <bdi className="tile-task" title={task}>
          {task}
        </bdi>
        <TypingMark />
        <span className="pane-size" title="Columns × rows in tmux">{`${pane.width}×${pane.height}`}</span>
        {fitted ? <CommandButton id="pane.unfit" kind="ghost" /> : <CommandButton id="pane.fit" kind="ghost" />}
      </header>
      {pane.dead && <DeadBar pane={pane} />}
      <TerminalView
        key={pane.id}
        paneId={pane.id}
        name={placeName(pane, session)}
        alone={true}
        padding={8}
        stale={stale || pane.dead}
      />
      <QuestionDock key={`question ${pane.id}`} pane={pane} session={session} />
    </div>
  )
}

function deadWords(pane: Pane): string {
  if (pane.ready) return `${paneName(pane)} was restored and not started yet. Its old screen stays above.`
  return `${paneName(pane)} ${exitWords(pane)}. What it left on the screen stays here.`
}

function DeadBar({ pane }: { readonly pane: Pane }) {
  return (
    <p className="dead-bar">
      <span>{deadWords(pane)}</span>
      {pane.managed && pane.ready && <CommandButton id="pane.restart" name="Start" icon={<Play />} />}
      {pane.managed && !pane.ready && <CommandButton id="pane.restart" icon={<RotateCw />} />}
    </p>
  )
}

/** The pane that was shown is gone. */
export function PaneGone({ session }: { readonly session: Session }) {
  return (
    <div className="grid-empty">
      <p>This pane is gone: its program ended, or it was closed in tmux.</p>
      <Button onClick={() => showSession(session.id)}>{`Show ${session.name}`}</Button>
    </div>
  )
}
