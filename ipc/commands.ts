/**
 * The one list of commands: id, words, keys and place in the menu. The page adds `when` and `run` (`renderer/commands`);
 * the Electron shell builds its menu and tray from the same list and sends the id back to the page.
 *
 * Keys are written for Linux and Windows; `Mod` is Ctrl+Shift there and Cmd on macOS, so that no key that a terminal
 * needs is ever taken.
 */
export interface CommandInfo {
  readonly id: string
  readonly title: string
  /** `Mod+N`, `F6`, `Mod+.`; the first is shown. Empty: none. */
  readonly keys: readonly string[]
  readonly menu: 'File' | 'Session' | 'Agents' | 'View' | 'Help'
  /** Stands in the tray's menu too. */
  readonly tray?: boolean
  /** The host can run it without a page. */
  readonly host?: boolean
  /** Ends or stops something. */
  readonly danger?: boolean
}

export const COMMANDS = [
  { id: 'session.new', title: 'New session', keys: ['Mod+N'], menu: 'File', tray: true },
  { id: 'palette.open', title: 'Command palette', keys: ['F6', 'Mod+P'], menu: 'File' },
  { id: 'settings.open', title: 'Settings', keys: ['Mod+,'], menu: 'File' },
  { id: 'agents.add', title: 'Add agents', keys: ['Mod+A'], menu: 'Session' },
  { id: 'session.checkpoint', title: 'Checkpoint', keys: ['Mod+S'], menu: 'Session' },
  { id: 'checkpoints.open', title: 'Checkpoints', keys: ['Mod+B'], menu: 'Session' },
  { id: 'recovery.open', title: 'Recovery', keys: ['Mod+G'], menu: 'Session' },
  { id: 'session.rename', title: 'Rename session', keys: ['Mod+F2'], menu: 'Session' },
  { id: 'session.copyAttach', title: 'Copy attach command', keys: [], menu: 'Session' },
  { id: 'window.tile', title: 'Tile panes', keys: ['Mod+T'], menu: 'Session' },
  { id: 'session.saveOutputs', title: 'Save outputs', keys: ['Mod+O'], menu: 'Session' },
  { id: 'session.finish', title: 'Finish session', keys: ['Mod+D'], menu: 'Session', danger: true },
  { id: 'session.kill', title: 'Kill session now', keys: [], menu: 'Session', danger: true },
  { id: 'agents.interruptPane', title: 'Interrupt', keys: ['Mod+I'], menu: 'Agents' },
  { id: 'agents.interruptSession', title: 'Interrupt session', keys: [], menu: 'Agents' },
  {
    id: 'agents.interruptAll',
    title: 'Interrupt all',
    keys: ['Mod+.'],
    menu: 'Agents',
    tray: true,
    host: true,
    danger: true,
  },
  { id: 'needs.next', title: 'Next waiting agent', keys: ['Mod+J'], menu: 'Agents' },
  { id: 'state.explain', title: 'Explain this state', keys: ['Mod+E'], menu: 'Agents' },
  { id: 'prompt.focus', title: 'Write a prompt', keys: ['Mod+L'], menu: 'Agents' },
  { id: 'prompt.history', title: 'Prompt history', keys: ['Mod+Y'], menu: 'Agents' },
  { id: 'pane.freeze', title: 'Freeze', keys: [], menu: 'Agents' },
  { id: 'pane.thaw', title: 'Thaw', keys: [], menu: 'Agents' },
  { id: 'pane.restart', title: 'Restart', keys: [], menu: 'Agents' },
  { id: 'pane.kill', title: 'Kill now', keys: ['Mod+K'], menu: 'Agents', danger: true },
  { id: 'pane.zoomTmux', title: 'Zoom in tmux', keys: ['Mod+Z'], menu: 'View' },
  { id: 'pane.fit', title: 'Fit to window', keys: [], menu: 'View' },
  { id: 'pane.unfit', title: 'Undo fit to window', keys: [], menu: 'View' },
  { id: 'view.out', title: 'Zoom out', keys: ['Mod+ArrowUp', 'Mod+Escape'], menu: 'View' },
  { id: 'view.in', title: 'Zoom in', keys: ['Mod+ArrowDown', 'Mod+Enter'], menu: 'View' },
  { id: 'view.next', title: 'Next pane', keys: ['Mod+ArrowRight'], menu: 'View' },
  { id: 'view.previous', title: 'Previous pane', keys: ['Mod+ArrowLeft'], menu: 'View' },
  { id: 'view.fleet', title: 'Show fleet', keys: ['Mod+Home'], menu: 'View' },
  { id: 'terminal.find', title: 'Find in terminal', keys: ['Mod+F'], menu: 'View' },
  { id: 'terminal.copy', title: 'Copy', keys: ['Mod+C'], menu: 'View' },
  { id: 'terminal.paste', title: 'Paste', keys: ['Mod+V'], menu: 'View' },
  { id: 'terminal.larger', title: 'Larger terminal text', keys: ['Mod+='], menu: 'View' },
  { id: 'terminal.smaller', title: 'Smaller terminal text', keys: ['Mod+-'], menu: 'View' },
  { id: 'terminal.resync', title: 'Redraw from tmux', keys: [], menu: 'View' },
  { id: 'help.keys', title: 'Keyboard shortcuts', keys: ['Mod+/'], menu: 'Help' },
] as const satisfies readonly CommandInfo[]

export type CommandId = (typeof COMMANDS)[number]['id']
