import type { MenuItemConstructorOptions } from 'electron'
import { COMMANDS, type CommandId, type CommandInfo } from '../../ipc/commands'
import { toAccelerator } from './accelerator'

export interface MenuActs {
  /** Runs one of the commands: in the page, or in the host when the page is not needed. */
  run(id: CommandId): void
  closeWindow(): void
  quit(): void
}

const MENUS = ['File', 'Session', 'Agents', 'View', 'Help'] as const satisfies readonly CommandInfo['menu'][]

type Items = MenuItemConstructorOptions[]

/**
 * The accelerator is shown and not registered: the page's own listener takes our keys, so a key that a terminal needs
 * can never be caught here. (On macOS Electron always registers; the page sees the key first and prevents it.)
 */
function commandItem(command: CommandInfo & { id: CommandId }, platform: NodeJS.Platform, acts: MenuActs) {
  const keys = command.keys[0]
  return {
    id: command.id,
    label: command.title,
    ...(keys ? { accelerator: toAccelerator(keys, platform), registerAccelerator: false } : {}),
    click: () => acts.run(command.id),
  }
}

function menuOf(name: (typeof MENUS)[number], platform: NodeJS.Platform, acts: MenuActs): MenuItemConstructorOptions {
  const submenu: Items = COMMANDS.filter(command => command.menu === name).map(command =>
    commandItem(command, platform, acts),
  )
  if (name === 'File') {
    // Not the roles `close` and `quit`: they would bring Ctrl+W and Ctrl+Q, which shells need.
    submenu.push({ type: 'separator' }, { id: 'window.close', label: 'Close window', click: acts.closeWindow })
    if (platform !== 'darwin') submenu.push({ id: 'app.quit', label: 'Quit Quarterdeck', click: acts.quit })
  }
  return { label: name, submenu }
}

/** The menu bar from the one list of commands. macOS needs its app and Edit menus for Cmd+C in text fields and Cmd+Q. */
export function menuTemplate(platform: NodeJS.Platform, acts: MenuActs): Items {
  const ours = MENUS.map(name => menuOf(name, platform, acts))
  return platform === 'darwin'
    ? [{ role: 'appMenu' }, ...ours.slice(0, 1), { role: 'editMenu' }, ...ours.slice(1)]
    : ours
}
