import { join } from 'node:path'
import { app, BrowserWindow, globalShortcut, ipcMain, Menu, nativeTheme, screen } from 'electron'
import type { CommandId } from '../../ipc/commands'
import { COMMANDS } from '../../ipc/commands'
import type { Host } from '../host/host'
import type { Log } from '../log/log'
import { serveConnections } from './connect'
import { menuTemplate } from './menu'
import { createNativeNotification } from './native-notification'
import { createNativeTray } from './native-tray'
import { keepNotifying } from './notify'
import { keepShortcut } from './shortcut'
import { createPlaceStore } from './store'
import { followFleet } from './tray'
import { createMainWindow } from './window'

/** `--bg` of the page's two themes (`renderer/ui/tokens.css`): what shows until the page has drawn. */
const BACKGROUND = { dark: '#0d1117', light: '#f3f5f8' }

/** What the host does without a page; all else is the page's. */
const isHostCommand = (id: CommandId) => COMMANDS.some(one => one.id === id && 'host' in one && one.host)

/** Follows the setting, else the system; Chromium's own dialogs and scroll bars follow too. */
function followTheme(host: Host): () => void {
  const apply = () => {
    nativeTheme.themeSource = host.settings.get().theme
  }
  apply()
  return host.settings.onChange(apply)
}

/**
 * Everything that Electron shows around a host: the window, the menu, the tray, the system-wide shortcut. Returns what
 * brings the window forward, and the undo of all.
 */
export function createShell(host: Host, out: string, log: Log): { show(): void; hasTray: boolean; end(): void } {
  const resources = join(app.getAppPath(), 'resources')
  const window = createMainWindow({
    create: options => new BrowserWindow(options),
    workAreas: () => screen.getAllDisplays().map(display => display.workArea),
    place: createPlaceStore(host.dataFolder, () => host.readOnly === ''),
    preload: join(out, 'preload', 'index.cjs'),
    icon: join(resources, 'icon.png'),
    background: () => BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    log,
  })
  const interruptAll = () => {
    host.interruptAll().catch(error => {
      log.error('interrupt all', { error: String(error) })
      host.tell({ notice: `Interrupt all failed: ${error instanceof Error ? error.message : String(error)}` })
    })
  }
  const run = (id: CommandId) => {
    if (isHostCommand(id)) return interruptAll()
    window.show()
    host.tell({ command: id })
  }
  const acts = { run, show: window.show, quit: () => app.quit(), closeWindow: () => window.current()?.close() }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, acts)))
  const tray = createNativeTray(resources, process.platform)
  const undos = [
    followTheme(host),
    serveConnections(ipcMain, host.serve, log),
    tray ? followFleet(tray, host.fleet, acts) : () => {},
    keepNotifying({
      host,
      platform: process.platform,
      make: createNativeNotification,
      focused: () => window.current()?.isFocused() ?? false,
      show: window.show,
    }),
    keepShortcut({
      shortcuts: globalShortcut,
      settings: host.settings,
      run: interruptAll,
      onProblem(words) {
        log.warn(words)
        host.tell({ notice: words })
      },
    }),
  ]
  return {
    show: window.show,
    hasTray: tray !== null,
    end() {
      for (const undo of undos) undo()
    },
  }
}
