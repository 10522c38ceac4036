import { useEffect } from 'react'
import { useStore } from 'zustand'
import { listenForKeys } from '../commands/listen'
import { Composer } from '../features/composer/composer'
import { ConfirmDialog } from '../features/confirm/confirm-dialog'
import { Banner, EmptyPage } from '../features/empty/empty'
import { emptyState } from '../features/empty/empty-choice'
import { Grid } from '../features/grid/grid'
import { LossBanner } from '../features/recovery/loss-banner'
import { Sidebar } from '../features/sidebar/sidebar'
import { StatusBar } from '../features/status-bar/status-bar'
import { Toasts } from '../features/toasts/toasts'
import { Toolbar } from '../features/toolbar/toolbar'
import { fleetStore } from '../state/fleet-store'
import { keepReceivers } from '../state/receivers-store'
import { recoveryStore } from '../state/recovery-store'
import { TooltipProvider } from '../ui/tooltip'
import { followAppearance } from './appearance'
import { Dialogs } from './dialogs'
import { followActs } from './follow-acts'
import { followAgents } from './follow-agents'
import { keepView } from './keep-view'
import './app.css'

function Main() {
  const lost = useStore(recoveryStore, state => state.lost)
  const empty = emptyState(useStore(fleetStore), lost)
  return (
    <main className="main">
      <Banner />
      {!empty?.recover && <LossBanner />}
      <div className="main-grid">{empty ? <EmptyPage state={empty} /> : <Grid />}</div>
    </main>
  )
}

/** The window: toolbar, sidebar, the grid, the composer, status bar; dialogs and messages above. */
export function App() {
  useEffect(() => {
    // The receivers of a draft are held before the view moves on.
    const undos = [followAppearance(), listenForKeys(), followActs(), keepReceivers(), keepView(), followAgents()]
    return () => {
      for (const undo of undos) undo()
    }
  }, [])
  return (
    <TooltipProvider>
      <div className="app">
        <Toolbar />
        <Sidebar />
        <Main />
        <Composer />
        <StatusBar />
      </div>
      <Dialogs />
      <ConfirmDialog />
      <Toasts />
    </TooltipProvider>
  )
}
