import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../log/log'
import { PAGE_URL } from './app-protocol'
import { createMainWindow } from './window'
import { placeWindow } from './window-place'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 }
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 }

describe('placeWindow', () => {
  const place = (bounds: object, maximized = false) => ({ bounds, maximized })

  it('starts centred, no larger than the display and no smaller than fits', () => {
    expect(placeWindow(undefined, [SCREEN])).toEqual({ width: 1440, height: 900, maximized: false })
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toMatchObject({
      width: 1280,
      height: 720,
    })
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 800, height: 480 }])).toMatchObject({ width: 900, height: 600 })
    expect(placeWindow(undefined, [])).toMatchObject({ width: 1440, height: 900 })
  })

  it('goes back to where it was, on any display', () => {
    const bounds = { x: 2000, y: 40, width: 1000, height: 700 }
    expect(placeWindow(place(bounds, true), [SCREEN, SECOND])).toEqual({ ...bounds, maximized: true })
  })

  it('keeps the size alone when that display is gone or the title would be out of reach', () => {
    const gone = { x: 2000, y: 40, width: 1000, height: 700 }
    expect(placeWindow(place(gone), [SCREEN])).toEqual({ width: 1000, height: 700, maximized: false })
    for (const where of [{ y: -500 }, { y: 1030 }, { x: -970 }, { x: 1900 }]) {
      const placed = placeWindow(place({ x: 10, y: 10, width: 1000, height: 700, ...where }), [SCREEN])
      expect(placed, JSON.stringify(where)).not.toHaveProperty('x')
    }
  })

  it('takes nothing damaged', () => {
    for (const bad of [null, 'x', {}, place({ x: 1 }), place({ x: 0.5, y: 0, width: 1, height: 1 }), { bounds: [] }]) {
      expect(placeWindow(bad, [SCREEN])).toEqual({ width: 1440, height: 900, maximized: false })
    }
    expect(placeWindow(place({ x: 0, y: 0, width: 5, height: 99999 }), [SCREEN])).toMatchObject({
      width: 900,
      height: 1040,
    })
  })
})

/** As much of a BrowserWindow as the module uses. */
function fakeWindow(options: BrowserWindowConstructorOptions) {
  const state = { minimized: false, destroyed: false, shown: 0, maximized: false }
  const bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 0, height: options.height ?? 0 }
  const window = Object.assign(new EventEmitter(), {
    options,
    state,
    bounds,
    webContents: Object.assign(new EventEmitter(), { reload: vi.fn() }),
    loadURL: vi.fn(async () => {}),
    show: () => {
      state.shown += 1
    },
    focus: vi.fn(),
    maximize: () => {
      state.maximized = true
    },
    isMinimized: () => state.minimized,
    isMaximized: () => state.maximized,
    restore: vi.fn(),
    isDestroyed: () => state.destroyed,
    getNormalBounds: () => bounds,
  })
  return window
}

describe('createMainWindow', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function setup(remembered: unknown = undefined) {
    const windows: ReturnType<typeof fakeWindow>[] = []
    const written: unknown[] = []
    const main = createMainWindow({
      create(options) {
        const window = fakeWindow(options)
        windows.push(window)
        return window as unknown as BrowserWindow
      },
      workAreas: () => [SCREEN],
      place: { read: () => written.at(-1) ?? remembered, write: place => written.push(place) },
      preload: '/out/preload/index.cjs',
      icon: '/icon.png',
      background: () => '#0d1117',
      log: silentLog,
    })
    return { main, windows, written }
  }

  it('opens our page with Electron’s safe defaults untouched', () => {
    const { main, windows } = setup()
    main.show()
    expect(windows[0]?.loadURL).toHaveBeenCalledWith(PAGE_URL)
    expect(windows[0]?.options).toMatchObject({ minWidth: 900, minHeight: 600, show: false, title: 'Quarterdeck' })
    expect(windows[0]?.options.webPreferences).toEqual({ preload: '/out/preload/index.cjs', spellcheck: false })
  })

  it('brings the one window forward, and makes a new one only after it was closed', () => {
    const { main, windows, written } = setup()
    main.show()
    main.show()
    expect(windows).toHaveLength(1)
    Object.assign(windows[0]?.bounds ?? {}, { x: 300, y: 200 })
    windows[0]?.emit('close')
    windows[0]?.emit('closed')
    expect(main.current()).toBeNull()
    expect(written).toEqual([{ bounds: { x: 300, y: 200, width: 1440, height: 900 }, maximized: false }])
    main.show()
    expect(windows).toHaveLength(2)
    expect(windows[1]?.options).toMatchObject({ x: 300, y: 200 })
  })

  it('is shown maximised when it was', () => {
    const { main, windows } = setup({ bounds: { ...SCREEN, width: 1000, height: 700 }, maximized: true })
    main.show()
    windows[0]?.emit('ready-to-show')
    expect(windows[0]?.state).toMatchObject({ maximized: true, shown: 1 })
  })

  it('writes its place once it rests', () => {
    const { main, windows, written } = setup()
    main.show()
    for (let i = 0; i < 50; i++) windows[0]?.emit(i % 2 ? 'move' : 'resize')
    expect(written).toHaveLength(0)
    vi.advanceTimersByTime(600)
    expect(written).toHaveLength(1)
  })

  it('loads a page that died again, but not in a loop', () => {
    const { main, windows } = setup()
    main.show()
    const contents = windows[0]?.webContents
    contents?.emit('render-process-gone', {}, { reason: 'clean-exit' })
    expect(contents?.reload).not.toHaveBeenCalled()
    contents?.emit('render-process-gone', {}, { reason: 'crashed' })
    vi.advanceTimersByTime(1000)
    contents?.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(contents?.reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(11_000)
    contents?.emit('render-process-gone', {}, { reason: 'oom' })
    expect(contents?.reload).toHaveBeenCalledTimes(2)
  })
})
