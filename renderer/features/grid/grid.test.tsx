import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fleet } from '../../../ipc/model'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { selectPane, showFleet, showPane, showSession, viewStore } from '../../state/view-store'
import { pageTerminals } from '../../terminals/page-terminals'
import { stubFontMetrics } from '../../terminals/test-canvas'
import { TooltipProvider } from '../../ui/tooltip'
import { Grid } from './grid'

// Queries by role over many tiles take seconds where the machine is busy.
vi.setConfig({ testTimeout: 20_000 })

/** Every element is this large; all is in view. */
const SIZE = { width: 1400, height: 800 }
let size = SIZE

class Observer {
  readonly #run: (entries: unknown[]) => void
  constructor(run: (entries: unknown[]) => void) {
    this.#run = run
  }
  observe() {
    this.#run([{ contentRect: size, isIntersecting: true }])
  }
  disconnect() {}
}

let undoMetrics = () => {}
let calls: ReturnType<typeof madeUpHost>['calls']

beforeEach(() => {
  undoMetrics = stubFontMetrics()
  vi.stubGlobal('ResizeObserver', Observer)
  vi.stubGlobal('IntersectionObserver', Observer)
  vi.stubGlobal(
    'Worker',
    class {
      postMessage() {}
    },
  )
  HTMLCanvasElement.prototype.transferControlToOffscreen = () => ({}) as OffscreenCanvas
  let stream = 0
  calls = madeUpHost({ 'stream.open': () => ({ stream: ++stream }), 'stream.close': () => ({}) }).calls
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, renderer: 'dom' } })
})

afterEach(() => {
  cleanup()
  size = SIZE
  vi.unstubAllGlobals()
  undoMetrics()
  showFleet()
  selectPane(null)
  fleetStore.setState({ fleet: null, connection: 'connecting' })
})

function show(fleet: Fleet): void {
  fleetStore.setState({ fleet, connection: 'open' })
  render(
    <StrictMode>
      <TooltipProvider>
        <Grid />
      </TooltipProvider>
    </StrictMode>,
  )
}

const tiles = () => screen.queryAllByRole('group').map(tile => tile.getAttribute('aria-label'))
const opened = () =>
  calls.flatMap(({ name, input }) => (name === 'stream.open' ? [(input as { view: string }).view] : []))

describe('the fleet', () => {
  it('shows every session with its panes, as pictures', () => {
    show(
      madeUpFleet([
        { name: 'api', panes: ['working', 'waiting'], attached: true },
        { name: 'docs', panes: [null] },
      ]),
    )
    expect(tiles()).toEqual(['cc_1 in api, working', 'cc_2 in api, waiting', 'pane 0 in docs, unknown'])
    expect(screen.getByText('attached: /dev/pts/9 (80×24)')).toBeDefined()
    expect(screen.queryAllByRole('textbox')).toEqual([])
    expect(new Set(opened())).toEqual(new Set(['tile']))
  })

  it('leads into a session by its heading, and into a pane by Enter or a double click', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]))
    const tile = screen.getByRole('group', { name: 'cc_2 in api, idle' })
    fireEvent.keyDown(tile, { key: 'Enter' })
    expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%1' })
    act(() => showFleet())
    fireEvent.doubleClick(screen.getByRole('group', { name: 'cc_1 in api, working' }))
    expect(viewStore.getState().view).toMatchObject({ paneId: '%0' })
    act(() => showFleet())
    // An impatient double click on a tile's button presses it twice, and does not throw the person into the pane.
    const [button] = within(screen.getByRole('group', { name: 'cc_1 in api, working' })).getAllByRole('button')
    fireEvent.doubleClick(button as HTMLElement)
    expect(viewStore.getState().view).toEqual({ kind: 'fleet' })
    fireEvent.click(screen.getByRole('button', { name: 'api' }))
    expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
  })

  it('is one stop of Tab, and selects what has the focus', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle', 'idle'] }]))
    const stops = () => screen.getAllByRole('group').map(tile => tile.tabIndex)
    expect(stops()).toEqual([0, -1, -1])
    act(() => screen.getByRole('group', { name: 'cc_3 in api, idle' }).focus())
    expect(viewStore.getState().selectedPane).toBe('%2')
    expect(stops()).toEqual([-1, -1, 0])
    act(() => selectPane('%1'))
    expect(document.activeElement?.getAttribute('aria-label')).toBe('cc_2 in api, idle')
  })
})

describe('a fleet too large for pictures', () => {
  it('shows cards that name the task, and opens no stream for them', () => {
    size = { width: 600, height: 100 }
    const fleet = madeUpFleet([{ name: 'api', panes: Array.from({ length: 8 }, () => 'working' as const) }])
    show({ ...fleet, panes: fleet.panes.map(pane => ({ ...pane, title: `⠙ Task of ${pane.id}` })) })
    expect(tiles()).toHaveLength(8)
    expect(screen.queryByRole('img', { name: /^Screen of/ })).toBeNull()
    expect(opened()).not.toContain('tile')
    expect(screen.getByText('Task of %7')).toBeTruthy()
    fireEvent.keyDown(screen.getByRole('group', { name: 'cc_8 in api, working' }), { key: 'Enter' })
    expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%7' })
  })
})

describe('a tile’s header', () => {
  it('leaves out a title that is only the host’s name', () => {
    settingsStore.setState({ info: { hostName: 'forge.example.org' } as never })
    const fleet = madeUpFleet([{ name: 'api', panes: ['idle', 'idle'] }])
    const titles = ['forge', 'Move the tokens']
    show({ ...fleet, panes: fleet.panes.map((pane, at) => ({ ...pane, title: titles[at] ?? '' })) })
    act(() => showSession('$0'))
    expect(screen.queryByText('forge')).toBeNull()
    expect(screen.getByText('Move the tokens').getAttribute('title')).toBe('Move the tokens')
    settingsStore.setState({ info: null })
  })
})

describe('a session', () => {
  it('has up to 16 real terminals, named', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]))
    act(() => showSession('$0'))
    expect(screen.getAllByRole('region').map(region => region.getAttribute('aria-label'))).toEqual([
      'Terminal cc_1 in api',
      'Terminal cc_2 in api',
    ])
    expect(screen.getAllByRole('textbox').map(box => box.getAttribute('aria-label'))).toEqual([
      'Terminal cc_1 in api',
      'Terminal cc_2 in api',
    ])
  })

  it('draws more than 16 as pictures', () => {
    show(madeUpFleet([{ name: 'big', panes: Array.from({ length: 17 }, () => 'idle' as const) }]))
    act(() => showSession('$0'))
    expect(tiles()).toHaveLength(17)
    expect(screen.queryAllByRole('region', { name: /^Terminal/ })).toEqual([])
  })

  it('leaves Enter and arrows to a terminal that has the focus', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]))
    act(() => showSession('$0'))
    const box = screen.getByRole('textbox', { name: 'Terminal cc_1 in api' })
    act(() => box.focus())
    fireEvent.keyDown(box, { key: 'Enter' })
    fireEvent.keyDown(box, { key: 'ArrowRight' })
    expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
    expect(document.activeElement).toBe(box)
    expect(viewStore.getState().selectedPane).toBe('%0')
  })

  it('takes the typing along when another pane is selected by a command', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]))
    act(() => showSession('$0'))
    act(() => screen.getByRole('textbox', { name: 'Terminal cc_1 in api' }).focus())
    act(() => selectPane('%1'))
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Terminal cc_2 in api')
  })

  it('says how a program ended, and offers to restart it', () => {
    show(madeUpFleet([{ name: 'api', panes: ['exited'] }]))
    act(() => showSession('$0'))
    expect(screen.getByText('exited with status 1')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Restart' })).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Interrupt' })).toBeNull()
  })
})

describe('the largest font', () => {
  it('lets a lone small pane be drawn half again as large as the user’s text', async () => {
    show(madeUpFleet([{ name: 'api', panes: ['idle'] }]))
    act(() => showPane('$0', '%0'))
    const drawnAt = () => pageTerminals.get('%0').store.getState().fontSize
    // 80×24 in 1400×800: at 13 px it fills less than half of the width.
    expect(drawnAt()).toBe(19.5)
    act(() => settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, renderer: 'dom', terminalFontSize: 10 } }))
    expect(drawnAt()).toBe(15)
  })
})

describe('one pane', () => {
  it('is one live terminal with the focus, its size, and a way to fit it', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]))
    act(() => showPane('$0', '%1'))
    expect(screen.getByRole('region', { name: 'Terminal cc_2 in api' })).toBeDefined()
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Terminal cc_2 in api')
    expect(screen.getByText('80×24')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Fit to window' })).toBeDefined()
  })

  it('says that it is gone', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working'] }]))
    act(() => showPane('$0', '%77'))
    expect(screen.getByText(/This pane is gone/)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Show api' }))
    expect(viewStore.getState().view.kind).toBe('session')
    act(() => showSession('$9'))
    expect(screen.getByText('This session is gone.')).toBeDefined()
  })

  it('is dimmed when what it shows is no longer true', () => {
    show(madeUpFleet([{ name: 'api', panes: ['working'] }]))
    act(() => showPane('$0', '%0'))
    const region = screen.getByRole('region', { name: 'Terminal cc_1 in api' })
    expect(region.classList.contains('is-stale')).toBe(false)
    act(() => fleetStore.setState({ connection: 'lost' }))
    expect(region.classList.contains('is-stale')).toBe(true)
  })
})
