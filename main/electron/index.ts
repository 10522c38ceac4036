import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { app, shell as desktop, dialog, protocol, session } from 'electron'
import { HostError } from '../../ipc/failure'
import { createHost } from '../host/create-host'
import { type Environment, readEnvironment } from '../host/environment'
import type { Host } from '../host/host'
import { openFolder } from '../host/open-folder'
import { onEndSignal } from '../host/signals'
import { createLog } from '../log/create-log'
import { registerScheme, servePage } from './app-protocol'
import { createOpenExternal } from './open-external'
import { secureAllContents, secureSession } from './security'
import { createShell } from './shell'
import { createElectronBackend } from './store'

/** The built files lie beside each other: `out/main`, `out/preload`, `out/renderer`. */
const OUT = join(import.meta.dirname, '..')

/** Detaching from tmux takes some ms; a wedged server must not keep the app from ending. ms */
const CLOSE_LIMIT_MS = 3000

/** Chromium's profile, and with it the one-instance lock, belong to the data folder: two folders are two apps. */
async function placeProfile({ dataFolder }: Environment): Promise<void> {
  if (!dataFolder) return
  const profile = join(dataFolder, 'electron')
  await mkdir(profile, { recursive: true, mode: 0o700 })
  app.setPath('userData', profile)
}

async function openHost(environment: Environment) {
  const folder = await openFolder(environment, 'electron')
  const file = folder.lock.held ? join(folder.path, 'quarterdeck.log') : null
  const log = await createLog('electron', { file, level: 'info' })
  const host = await createHost({
    shell: 'electron',
    version: app.getVersion(),
    target: environment.target,
    folder,
    makeBackend: createElectronBackend,
    openExternal: createOpenExternal(desktop),
    log,
  }).catch(async error => {
    await folder.release()
    throw error
  })
  return { host, log }
}

/** The host ends before the app does, but never keeps it. What runs in tmux goes on. */
function closeBeforeQuit(host: Host, end: () => void): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', event => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    end()
    const limit = new Promise(resolve => setTimeout(resolve, CLOSE_LIMIT_MS))
    void Promise.race([host.close(), limit]).finally(() => {
      state = 'closed'
      app.quit()
    })
  })
}

async function start(environment: Environment): Promise<void> {
  const { host, log } = await openHost(environment)
  secureSession(session.defaultSession)
  secureAllContents(app, log.child('security'))
  servePage(protocol, join(OUT, 'renderer'))
  const shell = createShell(host, OUT, log.child('shell'))
  closeBeforeQuit(host, shell.end)
  onEndSignal(() => app.quit())
  app.on('second-instance', shell.show)
  app.on('activate', shell.show)
  app.on('window-all-closed', () => {
    // On macOS an app stays; elsewhere it does when there is a tray to come back from and the user wants it.
    if (process.platform !== 'darwin' && !(shell.hasTray && host.settings.get().keepInTray)) app.quit()
  })
  shell.show()
}

function giveUp(error: unknown): void {
  const words = error instanceof HostError ? [error.message, error.detail].filter(Boolean).join(' ') : String(error)
  process.stderr.write(`Quarterdeck cannot start: ${words}\n`)
  dialog.showErrorBox('Quarterdeck cannot start', words)
  app.exit(1)
}

app.enableSandbox()
registerScheme(protocol)
// On Wayland a system-wide shortcut goes through the desktop's portal; elsewhere this says nothing.
if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal')
try {
  const environment = readEnvironment(process.env, process.cwd())
  await placeProfile(environment)
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => start(environment).catch(giveUp))
  else app.quit()
} catch (error) {
  giveUp(error)
}
