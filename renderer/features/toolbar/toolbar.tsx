import { BookmarkPlus, CirclePause, CirclePlus, Flag, OctagonX, Plus, Search, Settings, TextSearch } from 'lucide-react'
import { useStore } from 'zustand'
import { CommandButton } from '../../commands/command-button'
import { terminalActionsStore } from '../../commands/terminal-actions'
import { useFocus } from '../../state/hooks'
import { paneName } from '../../state/selectors'
import { viewStore } from '../../state/view-store'
import { WheelMark } from '../../ui/wheel-mark'
import { Breadcrumb } from './breadcrumb'
import { MoreMenu } from './more-menu'
import './toolbar.css'

/** Acts on what the breadcrumb ends with: the session, or, zoomed in, its one pane. */
function SessionActions() {
  const { session, pane } = useFocus()
  const zoomedIn = useStore(viewStore, state => state.view.kind === 'pane')
  if (!session) return null
  const whom = zoomedIn && pane ? `${paneName(pane)} in ${session.name}` : `session ${session.name}`
  return (
    <>
      <CommandButton id="agents.add" kind="ghost" icon={<CirclePlus aria-hidden="true" />} words="wide" />
      <CommandButton
        id="session.checkpoint"
        says={`Save session ${session.name} as it is`}
        kind="ghost"
        icon={<BookmarkPlus aria-hidden="true" />}
        words="wide"
      />
      <CommandButton
        id={zoomedIn ? 'agents.interruptPane' : 'agents.interruptSession'}
        name="Interrupt"
        says={`Interrupt ${whom}`}
        kind="ghost"
        icon={<CirclePause aria-hidden="true" />}
        words="wide"
      />
      <CommandButton
        id="session.finish"
        says={`Ask, wait, save and end session ${session.name}`}
        kind="ghost"
        icon={<Flag aria-hidden="true" />}
        words="wide"
      />
      <CommandButton
        id={zoomedIn ? 'pane.kill' : 'session.kill'}
        name="Kill now"
        says={`End ${whom}, with proof`}
        kind="ghost"
        icon={<OctagonX aria-hidden="true" />}
        words="wide"
      />
      <MoreMenu />
      <span className="toolbar-line" />
    </>
  )
}

export function Toolbar() {
  const inFleet = useStore(viewStore, state => state.view.kind === 'fleet')
  const live = useStore(terminalActionsStore, state => state.actions !== null)
  return (
    <header className="toolbar">
      <span className="toolbar-mark">
        <WheelMark size={20} />
      </span>
      <Breadcrumb />
      {live && (
        <CommandButton
          id="terminal.find"
          name="Find"
          says="Find in terminal"
          kind="ghost"
          icon={<TextSearch aria-hidden="true" />}
          words="wide"
          showKeys
        />
      )}
      {!inFleet && <SessionActions />}
      <CommandButton
        id="agents.interruptAll"
        kind="danger"
        says="Interrupt every agent of the fleet"
        words="always"
        showKeys
      />
      <CommandButton id="session.new" kind="primary" icon={<Plus aria-hidden="true" />} showKeys />
      <span className="toolbar-line" />
      <CommandButton id="palette.open" kind="ghost" icon={<Search aria-hidden="true" />} words="never" />
      <CommandButton id="settings.open" kind="ghost" icon={<Settings aria-hidden="true" />} words="never" />
    </header>
  )
}
