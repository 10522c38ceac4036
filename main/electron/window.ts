import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { Log } from '../log/log'
import { PAGE_URL } from './app-protocol'
import { MIN_SIZE, placeWindow, type Rectangle, type WindowPlace } from './window-place'

/** A window that moves tells so many times a second; the place is written once it rests for so long, ms. */
const REST_MS = 500

/** A page that dies again within this time, ms, is not loaded again: that would be a loop. */
const CRASH_LOOP_MS = 10_000

export interface WindowOptions {
  create(options: BrowserWindowConstructorOptions): BrowserWindow
  workAreas(): readonly Rectangle[]
  /** The place that was remembered, unchecked; `write` keeps a new one. */
  readonly place: { read(): unknown; write(place: WindowPlace): void }
  /** Path of the built preload. */
  readonly preload: string
  readonly icon: string
  /** Behind the page until it has drawn: the theme's own background, so that nothing flashes. */
  background(): string
  readonly log: Log
}

/** The app's one window, made again when it is asked for after it was closed. */
export interface MainWindow {
  /** Makes the window when there is none, else brings it to the front. */
  show(): void
  current(): BrowserWindow | null
}

function remember(window: BrowserWindow, write: (place: WindowPlace) => void): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (!window.isDestroyed()) write({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(save, REST_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('maximize', later)
  window.on('unmaximize', later)
  window.on('close', save)
}

function reviveAfterCrash(window: BrowserWindow, log: Log): void {
  let last = 0
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    log.error('the page died', { reason: details.reason, exitCode: details.exitCode })
    const now = Date.now()
    if (now - last > CRASH_LOOP_MS && !window.isDestroyed()) window.webContents.reload()
    last = now
  })
}

export function createMainWindow(options: WindowOptions): MainWindow {
  const { create, place, log } = options
  let window: BrowserWindow | null = null

  function open(): BrowserWindow {
    const { maximized, ...bounds } = placeWindow(place.read(), options.workAreas())
    const fresh = create({
      ...bounds,
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Quarterdeck',
      icon: options.icon,
      backgroundColor: options.background(),
      // The spelling checker would fetch dictionaries from the net; all else keeps Electron's safe defaults.
      webPreferences: { preload: options.preload, spellcheck: false },
    })
    fresh.once('ready-to-show', () => {
      if (maximized) fresh.maximize()
      fresh.show()
    })
    fresh.on('closed', () => {
      if (window === fresh) window = null
    })
    remember(fresh, place.write)
    reviveAfterCrash(fresh, log)
    fresh.loadURL(PAGE_URL).catch(error => log.error('the page did not load', { error: String(error) }))
    return fresh
  }

  return {
    show() {
      if (!window) {
        window = open()
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    current: () => window,
  }
}
