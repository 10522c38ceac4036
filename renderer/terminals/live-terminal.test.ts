import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { settingsStore } from '../state/settings-store'
import { createLiveTerminal, type LiveTerminal } from './live-terminal'
import { createStreams } from './streams'
import { stubFontMetrics } from './test-canvas'
import { closedFrame, delivered, outputFrame, snapshotFrame, testConnections } from './test-host'

let live: LiveTerminal
let end = () => {}
let undoMetrics = () => {}
let host: ReturnType<ReturnType<typeof testConnections>['connect']>

const typed = () =>
  host.frames.flatMap(frame => (frame.kind === 'input' ? [new TextDecoder().decode(frame.bytes)] : []))
const firstRow = () => live.terminal.buffer.active.getLine(live.terminal.buffer.active.baseY)?.translateToString(true)
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`).join('\r\n')

beforeEach(async () => {
  undoMetrics = stubFontMetrics()
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, renderer: 'dom' } })
  const connections = testConnections()
  host = connections.connect()
  live = createLiveTerminal('%1', createStreams(connections.onConnect), '3.3a')
  document.body.append(live.element)
  end = live.show()
  await delivered()
  host.answer(host.calls[0]!, { stream: 1 })
  await delivered()
})

afterEach(() => {
  end()
  live.dispose()
  undoMetrics()
  settingsStore.setState({ settings: null })
})

async function shown(text: string, more = {}): Promise<void> {
  live.store.setState({ drawn: false })
  host.send(snapshotFrame(1, text, { cols: 40, rows: 5, ...more }))
  await vi.waitFor(() => expect(live.store.getState().drawn).toBe(true))
}

describe('a live terminal', () => {
  it('takes the size of the pane, never one of its own', async () => {
    await shown('hello')
    live.setBox(10, 10, 13)
    expect([live.terminal.cols, live.terminal.rows]).toEqual([40, 5])
    expect(live.store.getState()).toMatchObject({ cols: 40, rows: 5, status: { kind: 'open' } })
    expect(firstRow()).toBe('hello')
  })

  it('fits its place by the font size, and says when it cannot', async () => {
    await shown('x', { cols: 80, rows: 24 })
    live.setBox(800, 600, 13)
    expect(live.store.getState()).toMatchObject({ fontSize: 13, fits: true })
    live.setBox(400, 600, 13)
    expect(live.store.getState()).toMatchObject({ fontSize: 8.25, fits: true })
    expect(live.terminal.options.fontSize).toBe(8.25)
    live.setBox(100, 100, 13)
    expect(live.store.getState().fits).toBe(false)
  })

  it('sends keys as the program asked for them', async () => {
    await shown('\x1b[?1h')
    live.terminal.input('é')
    live.terminal.input('\x1bb')
    await delivered()
    expect(typed()).toEqual(['é', '\x1bb'])
    expect(live.terminal.modes.applicationCursorKeysMode).toBe(true)
  })

  it('answers no question of a program, and reports no focus', async () => {
    await shown('')
    host.send(outputFrame(1, '\x1b[c\x1b[6n\x1b]11;?\x07\x1b[?1004hdone'))
    await vi.waitFor(() => expect(firstRow()).toBe('done'))
    live.terminal.input('\x1b[I')
    live.terminal.input('\x1b[O')
    live.terminal.input('x')
    await delivered()
    expect(typed()).toEqual(['x'])
  })

  it('is named for assistive technology', () => {
    live.setName('Terminal cc_1 in api')
    expect(live.terminal.textarea?.getAttribute('aria-label')).toBe('Terminal cc_1 in api')
  })

  it('asks once for older history at the top, four times as much', async () => {
    await shown(lines(105), { history: 100, historyTotal: 900 })
    live.terminal.scrollToTop()
    live.terminal.scrollLines(1)
    live.terminal.scrollToTop()
    await delivered()
    const asked = () => host.calls.filter(call => call.name === 'stream.history')
    expect(asked()).toMatchObject([{ in: { stream: 1, lines: 400 } }])
  })

  it('asks for nothing when all history is here', async () => {
    await shown(lines(105), { history: 100, historyTotal: 100 })
    live.terminal.scrollToTop()
    await delivered()
    expect(host.calls.filter(call => call.name === 'stream.history')).toEqual([])
  })

  it('is drawn anew from tmux on request, with as much history as before', async () => {
    await shown(lines(305), { history: 300, historyTotal: 300 })
    live.resync()
    await delivered()
    expect(host.calls.at(-1)).toMatchObject({ name: 'stream.history', in: { lines: 300 } })
  })

  it('keeps its picture when the pane is gone', async () => {
    await shown('last words')
    host.send(closedFrame(1))
    await vi.waitFor(() => expect(live.store.getState().status.kind).toBe('closed'))
    expect(firstRow()).toBe('last words')
    expect(live.store.getState().drawn).toBe(true)
  })

  it('has no stream while it is not shown, and sends nothing', async () => {
    await shown('x')
    end()
    live.terminal.input('lost')
    await delivered()
    expect(host.calls.at(-1)).toMatchObject({ name: 'stream.close', in: { stream: 1 } })
    expect(typed()).toEqual([])
  })

  it('writes no clipboard and takes no title', async () => {
    const write = vi.fn()
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: write } })
    await shown('')
    host.send(outputFrame(1, '\x1b]52;c;ZXZpbA==\x07\x1b]2;<b>title</b>\x07done'))
    await vi.waitFor(() => expect(firstRow()).toBe('done'))
    expect(write).not.toHaveBeenCalled()
    expect(document.title).not.toContain('title')
    vi.unstubAllGlobals()
  })
})
