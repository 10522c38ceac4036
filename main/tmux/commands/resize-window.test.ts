import { spawn } from 'node-pty'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listClients, listObjects, readMirror } from '../list'
import { createTestServer, until } from '../test-server'
import { fitPane, readWindowSize, unfitWindow, windowBefore } from './resize-window'
import { createRunner, type Runner } from './test-run'

let server = createTestServer()
let runner: Runner = createRunner(server)

beforeEach(async () => {
  server = createTestServer()
  runner = createRunner(server)
  await server.tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', 'one', 'cat')
})

afterEach(() => server.end())

const FACTS = '#{window_width}x#{window_height} #{window_layout} #{window_zoomed_flag} #{window-size}'
const facts = () => runner.ask('@0', FACTS)

async function split(): Promise<void> {
  await server.tmux('split-window', '-h', '-l', '30', 'cat', ';', 'split-window', '-v', '-l', '5', 'cat')
}

/** Fits a pane as the product does it, and gives the undo. */
async function makeFit(id: string, cols: number, rows: number): Promise<() => Promise<void>> {
  const state = readMirror(await runner.run(listObjects()), await runner.run(listClients()), new Set())
  const [window] = state.windows
  const pane = state.panes.find(one => one.id === id)!
  const active = state.panes.find(one => one.active)!
  const before = windowBefore(window!, active, await runner.run(readWindowSize('@0')))
  await runner.runAll(fitPane(pane, window!, { cols, rows }))
  return async () => {
    await runner.runAll(unfitWindow(before, window!.panes.length))
  }
}

const own = () => server.tmux('show-options', '-wv', '-t', '@0', 'window-size')

describe('fitPane', () => {
  it.each([
    ['%0', 120, 40],
    ['%0', 31, 12],
    ['%1', 90, 33],
    ['%2', 77, 22],
    ['%2', 20, 4],
  ])('gives %s exactly %ix%i in a split window, and undoes it', async (id, cols, rows) => {
    await split()
    const before = await facts()
    const undo = await makeFit(id, cols, rows)
    expect(await runner.ask(id, '#{pane_width}x#{pane_height}')).toBe(`${cols}x${rows}`)
    expect(await own()).toBe('manual')
    await undo()
    expect(await facts()).toBe(before)
    expect(await own()).toBe('')
  })

  it('sizes the window for a single pane, and undoes it', async () => {
    const undo = await makeFit('%0', 133, 44)
    expect(await runner.ask('%0', '#{window_width}x#{window_height} #{pane_width}x#{pane_height}')).toBe(
      '133x44 133x44',
    )
    await undo()
    expect(await runner.ask('@0', '#{window_width}x#{window_height}')).toBe('100x30')
    expect(await own()).toBe('')
  })

  it('keeps a zoom, and a window-size that the window had of its own', async () => {
    await split()
    await server.tmux('set-option', '-w', '-t', '@0', 'window-size', 'smallest')
    await server.tmux('resize-pane', '-Z', '-t', '%1')
    const before = await facts()
    const undo = await makeFit('%1', 140, 50)
    expect(await runner.ask('%1', '#{pane_width}x#{pane_height} #{window_zoomed_flag}')).toBe('140x50 1')
    await undo()
    expect(await facts()).toBe(before)
    expect(await own()).toBe('smallest')
  })

  it('gives the size back to an attached client', async () => {
    const child = spawn('tmux', ['-u', '-L', server.target.socket ?? '', 'attach', '-t', 'one'], { cols: 91, rows: 31 })
    child.onData(() => undefined)
    const gone = new Promise(resolve => child.onExit(resolve))
    try {
      await until(async () => (await facts()).startsWith('91x30'))
      const undo = await makeFit('%0', 60, 20)
      expect(await facts()).toMatch(/^60x20/)
      await undo()
      expect(await facts()).toMatch(/^91x30/)
      child.resize(101, 41)
      await until(async () => (await facts()).startsWith('101x40'), 'the window follows its client again')
    } finally {
      child.kill()
      await gone
    }
  })

  it('undoes the size alone when panes have come', async () => {
    await split()
    await makeFit('%2', 77, 22)
    await server.tmux('split-window', '-d', '-t', '%0', 'cat')
    const state = readMirror(await runner.run(listObjects()), '', new Set())
    expect(state.windows[0]?.panes).toHaveLength(4)
    const before = windowBefore({ ...state.windows[0]!, width: 100, height: 30, panes: ['%0'] }, { id: '%0' }, '\n')
    expect(unfitWindow(before, 4).map(one => one.verb)).toEqual(['resize-window', 'set-option'])
    await runner.runAll(unfitWindow(before, 4))
    expect(await runner.ask('@0', '#{window_width}x#{window_height} #{window_panes}')).toBe('100x30 4')
  })
})
