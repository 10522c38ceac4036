import type { TerminalActions } from '../../commands/terminal-actions'
import { call } from '../../host/host'
import { settingsStore } from '../../state/settings-store'
import { attempt } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import type { LiveTerminal } from '../../terminals/live-terminal'
import { fitPane, fitStore, unfitPane } from './fit-store'

const SMALLEST = 6
const LARGEST = 40

/** What a view adds to its terminal. */
export interface ViewActions {
  find(): void
  /** Columns and rows that fill the view at the user's font size. */
  cells(): { cols: number; rows: number }
}

/** What one live terminal offers to menus, keys and the palette. */
export function actionsOf(live: LiveTerminal, view: ViewActions): TerminalActions {
  const { paneId } = live
  const base: TerminalActions = {
    find: view.find,
    copy: () => void copy(live),
    paste: () => void paste(live),
    larger: () => void changeSize(1),
    smaller: () => void changeSize(-1),
    resync: live.resync,
    fit: () => void fitPane(paneId, view.cells()),
  }
  return fitStore.getState().undo.has(paneId) ? { ...base, unfit: () => void unfitPane(paneId) } : base
}

async function copy(live: LiveTerminal): Promise<void> {
  const text = live.terminal.getSelection()
  if (!text) return void showToast({ tone: 'notice', title: 'Nothing is selected in the terminal' })
  await attempt('Copy', () => navigator.clipboard.writeText(text))
}

/** Reading the clipboard may be forbidden (Electron's permissions, Firefox): then the paste key of the system is the way. */
async function paste(live: LiveTerminal): Promise<void> {
  try {
    const text = await navigator.clipboard.readText()
    if (text) live.paste(text)
  } catch {
    live.focus()
    showToast({
      tone: 'notice',
      title: 'The clipboard cannot be read here',
      remedy: 'Paste with its key while the terminal has the focus: Ctrl+Shift+V, on macOS Cmd+V.',
    })
  }
}

async function changeSize(step: 1 | -1): Promise<void> {
  const now = settingsStore.getState().settings?.terminalFontSize ?? 13
  const terminalFontSize = Math.min(LARGEST, Math.max(SMALLEST, now + step))
  if (terminalFontSize === now) return
  await attempt('Terminal text size', () => call('settings.set', { patch: { terminalFontSize } }))
}
