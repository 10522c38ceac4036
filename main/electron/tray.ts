import type { MenuItemConstructorOptions } from 'electron'
import { COMMANDS, type CommandId } from '../../ipc/commands'
import type { Fleet } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'

/** How the fleet is, in the numbers that fit in a tray. */
export interface TrayCounts {
  readonly agents: number
  readonly working: number
  readonly waiting: number
}

export interface TrayActs {
  show(): void
  run(id: CommandId): void
  quit(): void
}

/** As much of Electron's `Tray` as is used; it holds a native menu made from the template. */
export interface TrayIcon {
  setToolTip(text: string): void
  /** Words beside the icon, where the system has room for them (macOS's menu bar); nothing elsewhere. */
  setTitle(text: string): void
  setMenu(template: MenuItemConstructorOptions[]): void
  onClick(listener: () => void): void
  destroy(): void
}

/** A fleet changes many times a second while agents work; a menu is read by people. ms. */
const REFRESH_MS = 1000

export function countFleet(fleet: Fleet): TrayCounts {
  const agents = fleet.panes.filter(pane => pane.agent !== null)
  const inState = (name: string) => agents.filter(pane => pane.state.name === name).length
  return { agents: agents.length, working: inState('working'), waiting: inState('waiting') }
}

/** `14 agents: 3 working, 1 waits for you`. */
export function countWords({ agents, working, waiting }: TrayCounts): string {
  if (agents === 0) return 'No agents'
  const parts = [`${working} working`]
  if (waiting > 0) parts.push(`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you`)
  return `${agents} ${agents === 1 ? 'agent' : 'agents'}: ${parts.join(', ')}`
}

function trayTemplate(
  { words, waiting }: { words: string; waiting: number },
  acts: TrayActs,
): MenuItemConstructorOptions[] {
  return [
    { id: 'tray.counts', label: words, enabled: false },
    ...(waiting > 0 ? [{ id: 'tray.next', label: '▲ Answer the next one', click: () => acts.run('needs.next') }] : []),
    { type: 'separator' },
    { id: 'tray.show', label: 'Show Quarterdeck', click: acts.show },
    ...COMMANDS.filter(command => 'tray' in command && command.tray).map(command => ({
      id: command.id,
      label: command.title,
      click: () => acts.run(command.id),
    })),
    { type: 'separator' },
    { id: 'tray.quit', label: 'Quit Quarterdeck', click: acts.quit },
  ]
}

/** Keeps the tray's words up to date; they change at most once a second. The undo removes the icon. */
export function followFleet(
  tray: TrayIcon,
  fleet: { state(): Fleet; onChange(listener: (fleet: Fleet) => void): Undo },
  acts: TrayActs,
  refreshMs: number = REFRESH_MS,
): Undo {
  let shown = ''
  let timer: NodeJS.Timeout | undefined
  const refresh = () => {
    timer = undefined
    const counts = countFleet(fleet.state())
    const words = countWords(counts)
    // Setting the menu again closes it under the person's hand on some desktops, so only when it differs.
    if (words === shown) return
    shown = words
    tray.setToolTip(`Quarterdeck: ${words}`)
    tray.setTitle(counts.waiting > 0 ? String(counts.waiting) : '')
    tray.setMenu(trayTemplate({ words, waiting: counts.waiting }, acts))
  }
  tray.onClick(acts.show)
  refresh()
  const undo = fleet.onChange(() => {
    timer ??= setTimeout(refresh, refreshMs)
  })
  return () => {
    clearTimeout(timer)
    undo()
    tray.destroy()
  }
}
