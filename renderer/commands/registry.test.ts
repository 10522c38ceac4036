import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Act } from '../../ipc/act'
import { COMMANDS } from '../../ipc/commands'
import type { Receipt } from '../../ipc/model'
import { madeUpHost } from '../host/made-up-host'
import { actBook, putAct } from '../state/act-book'
import { closeDialog, dialogsStore } from '../state/dialogs-store'
import { fleetStore } from '../state/fleet-store'
import { madeUpFleet } from '../state/made-up-fleet'
import { toastsStore } from '../state/toasts-store'
import { viewStore } from '../state/view-store'
import { BEHAVIOURS } from './behaviour'
import { availableCommands, commandById, runCommand } from './registry'
import { setTerminalActions } from './terminal-actions'

const available = () => availableCommands().map(command => command.id)

const receipt: Receipt = {
  paneId: '%0',
  agent: 'cc_1',
  session: 'api',
  result: 'unconfirmed',
  detail: 'Escape sent; not verified.',
  before: 'working',
  after: 'unknown',
  tookMs: 3,
}
const interrupted: Act = {
  id: 'a1',
  kind: 'interrupt',
  title: 'Interrupt all',
  origin: 'page',
  startedAt: 0,
  sentInMs: 4,
  text: '',
  receipts: [receipt],
  open: false,
}

beforeEach(() => {
  fleetStore.setState({
    fleet: madeUpFleet([
      { name: 'api', panes: ['working', 'exited'] },
      { name: 'main', panes: [null], managed: false },
    ]),
    connection: 'open',
  })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  toastsStore.setState({ toasts: [] })
  setTerminalActions(null)
  actBook.setState({ acts: new Map() })
  closeDialog()
})

describe('the registry', () => {
  it('has a behaviour for every command', () => {
    expect(COMMANDS.map(command => command.id).filter(id => !BEHAVIOURS[id])).toEqual([])
  })

  it('knows no command by a made-up id', () => {
    expect(commandById('session.explode')).toBeNull()
    expect(commandById('constructor')).toBeNull()
    expect(runCommand('session.explode')).toBe(false)
  })
})

describe('when', () => {
  it('offers in a fleet without a selection what needs none', () => {
    expect(available()).toEqual([
      'session.new',
      'palette.open',
      'settings.open',
      'checkpoints.open',
      'recovery.open',
      'agents.interruptAll',
      'prompt.focus',
      'prompt.history',
      'view.in',
      'view.next',
      'view.previous',
      'help.keys',
    ])
  })

  it('offers a session its acts', () => {
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    const ids = ['agents.add', 'session.rename', 'session.copyAttach', 'window.tile', 'session.kill']
    expect(available()).toEqual(expect.arrayContaining([...ids, 'agents.interruptSession', 'view.out', 'view.fleet']))
    expect(available()).not.toContain('agents.interruptPane')
  })

  it('does not tile what is one pane', () => {
    viewStore.setState({ view: { kind: 'session', sessionId: '$1' } })
    expect(available()).not.toContain('window.tile')
    expect(available()).toContain('agents.add')
  })

  it('interrupts what lives and restarts what is dead', () => {
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    expect(available()).toContain('agents.interruptPane')
    expect(available()).not.toContain('pane.restart')
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%1' } })
    expect(available()).not.toContain('agents.interruptPane')
    expect(available()).toContain('pane.restart')
    expect(available()).not.toContain('pane.freeze')
    const { fleet } = fleetStore.getState()
    if (fleet)
      fleetStore.setState({ fleet: { ...fleet, panes: fleet.panes.map(pane => ({ ...pane, managed: false })) } })
    expect(available()).not.toContain('pane.restart')
  })

  it('offers no act without a host or a server, but a first session without a server', () => {
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    fleetStore.setState({ connection: 'lost' })
    expect(available()).not.toEqual(expect.arrayContaining(['session.new']))
    expect(available()).not.toEqual(expect.arrayContaining(['agents.add']))
    fleetStore.setState({ fleet: madeUpFleet([], 'none'), connection: 'open' })
    expect(available()).toContain('session.new')
    expect(available()).not.toContain('agents.interruptAll')
    fleetStore.setState({ fleet: madeUpFleet([], 'trouble') })
    expect(available()).not.toContain('session.new')
  })

  it('offers what the live terminal can do', () => {
    expect(available()).not.toContain('terminal.find')
    const find = vi.fn()
    const none = () => {}
    const rest = { copy: none, paste: none, larger: none, smaller: none, resync: none, fit: none }
    setTerminalActions({ find, ...rest })
    expect(available()).toContain('terminal.find')
    expect(available()).not.toContain('pane.unfit')
    runCommand('terminal.find')
    expect(find).toHaveBeenCalledOnce()
    const unfit = vi.fn()
    setTerminalActions({ find, ...rest, unfit })
    runCommand('pane.unfit')
    expect(unfit).toHaveBeenCalledOnce()
  })
})

describe('run', () => {
  it('does nothing for what makes no sense now', () => {
    expect(runCommand('agents.add')).toBe(false)
    expect(dialogsStore.getState().dialog).toBeNull()
  })

  it('opens the dialogs about the session and the pane that are meant', () => {
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    runCommand('agents.add')
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'add-agents', sessionId: '$0' })
    runCommand('session.kill')
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'kill', target: { kind: 'session', sessionId: '$0' } })
    runCommand('pane.kill')
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'kill', target: { kind: 'pane', paneId: '%0' } })
  })

  it('saves the outputs of the one pane that is shown, else of the whole session', () => {
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' }, selectedPane: '%0' })
    runCommand('session.saveOutputs')
    const session = { kind: 'session', sessionId: '$0' }
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'save-outputs', target: session })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    runCommand('session.saveOutputs')
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'save-outputs', target: { kind: 'pane', paneId: '%0' } })
  })

  it('starts what waits, restarts what has ended, and says which', async () => {
    const done = { ...receipt, result: 'done' as const }
    const { calls } = madeUpHost({ 'pane.restart': () => ({ receipt: done }) })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%1' } })
    runCommand('pane.restart')
    const titles = () => toastsStore.getState().toasts.map(toast => toast.title)
    await vi.waitFor(() => expect(titles()).toEqual([expect.stringMatching(/^Restart cc_1 in api/)]))
    const { fleet } = fleetStore.getState()
    if (fleet) fleetStore.setState({ fleet: { ...fleet, panes: fleet.panes.map(pane => ({ ...pane, ready: true })) } })
    runCommand('pane.restart')
    await vi.waitFor(() => expect(titles()[1]).toMatch(/^Start cc_1 in api/))
    expect(calls.map(call => call.input)).toEqual([{ paneId: '%1' }, { paneId: '%1' }])
    // Nothing of it can be looked at as an act.
    expect(toastsStore.getState().toasts.map(toast => toast.action)).toEqual([undefined, undefined])
  })

  it('copies the attach command before it says so', async () => {
    const copied = vi.fn(async () => {})
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: copied } })
    madeUpHost({ 'session.attachCommand': () => ({ command: 'tmux attach -t api' }) })
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    runCommand('session.copyAttach')
    await vi.waitFor(() => expect(toastsStore.getState().toasts[0]?.title).toBe('Attach command copied'))
    expect(copied).toHaveBeenCalledWith('tmux attach -t api')
    vi.unstubAllGlobals()
  })

  it('answers an interrupt of all with the panel', async () => {
    const { calls } = madeUpHost({ 'agents.interrupt': () => interrupted })
    runCommand('agents.interruptAll')
    await vi.waitFor(() => expect(dialogsStore.getState().dialog?.kind).toBe('act'))
    expect(calls).toMatchObject([{ name: 'agents.interrupt', input: { target: { kind: 'fleet' } } }])
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'act', actId: 'a1' })
    expect(actBook.getState().acts.get('a1')).toEqual(interrupted)
  })

  it('answers an interrupt of one pane with a message, which says what is not known', async () => {
    madeUpHost({ 'agents.interrupt': () => interrupted })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    runCommand('agents.interruptPane')
    await vi.waitFor(() => expect(toastsStore.getState().toasts).toHaveLength(1))
    const [toast] = toastsStore.getState().toasts
    expect([toast?.tone, toast?.title]).toEqual(['notice', 'Interrupt cc_1 in api: not confirmed'])
    expect(toast?.action).toBeUndefined()
    expect(dialogsStore.getState().dialog).toBeNull()
  })

  it('follows an interrupt of one pane: the message changes when it is over, and offers what may be tried next', async () => {
    const pending = { ...interrupted, open: true, receipts: [{ ...receipt, result: 'pending' as const }] }
    madeUpHost({ 'agents.interrupt': () => pending })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    runCommand('agents.interruptPane')
    const titles = () => toastsStore.getState().toasts.map(toast => toast.title)
    await vi.waitFor(() => expect(titles()).toEqual(['Interrupt cc_1 in api: being checked']))
    const failed: Receipt = { ...receipt, result: 'failed', after: 'working', next: ['freeze', 'kill'] }
    putAct({ ...interrupted, receipts: [failed] })
    await vi.waitFor(() => expect(titles()).toEqual(['Interrupt cc_1 in api: still working']))
    toastsStore.getState().toasts[0]?.action?.run()
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'act', actId: 'a1' })
  })

  it('freezes an agent, and thaws the one that is frozen', async () => {
    const { calls } = madeUpHost({ 'agents.freeze': () => ({ ...interrupted, kind: 'freeze' }) })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    expect([runCommand('pane.thaw'), runCommand('pane.freeze')]).toEqual([false, true])
    const { fleet } = fleetStore.getState()
    if (fleet) fleetStore.setState({ fleet: { ...fleet, panes: fleet.panes.map(pane => ({ ...pane, frozen: true })) } })
    expect([runCommand('pane.freeze'), runCommand('pane.thaw')]).toEqual([false, true])
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    expect(calls.map(call => call.input)).toMatchObject([{ frozen: true }, { frozen: false }])
    // Its checkpoint is the way back.
    expect(toastsStore.getState().toasts.at(-1)?.undo).toEqual({ actId: 'a1' })
  })

  it('zooms in tmux and unzooms the pane that is zoomed', async () => {
    const { calls } = madeUpHost({ 'pane.zoom': () => ({}) })
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' } })
    runCommand('pane.zoomTmux')
    const fleet = madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }])
    const windows = fleet.windows.map(window => ({ ...window, zoomed: true }))
    fleetStore.setState({ fleet: { ...fleet, windows } })
    runCommand('pane.zoomTmux')
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    expect(calls.map(call => call.input)).toEqual([
      { paneId: '%0', zoomed: true },
      { paneId: '%0', zoomed: false },
    ])
  })

  it('shows the failure of an act', async () => {
    madeUpHost({})
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    runCommand('window.tile')
    await vi.waitFor(() => expect(toastsStore.getState().toasts[0]?.tone).toBe('failure'))
  })

  it('opens and closes the palette by the same command', () => {
    runCommand('palette.open')
    expect(dialogsStore.getState().dialog?.kind).toBe('palette')
    runCommand('palette.open')
    expect(dialogsStore.getState().dialog).toBeNull()
  })
})

describe('moving', () => {
  const view = () => viewStore.getState().view

  it('zooms in to the first or the selected, and out again', () => {
    runCommand('view.in')
    expect(view()).toEqual({ kind: 'session', sessionId: '$0' })
    viewStore.setState({ selectedPane: '%1' })
    runCommand('view.in')
    expect(view()).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%1' })
    expect(runCommand('view.in')).toBe(false)
    runCommand('view.out')
    expect(view()).toEqual({ kind: 'session', sessionId: '$0' })
    runCommand('view.out')
    expect(view()).toEqual({ kind: 'fleet' })
    expect(runCommand('view.out')).toBe(false)
  })

  it('steps through the panes and around the end', () => {
    const steps = ['view.next', 'view.next', 'view.next', 'view.next', 'view.previous'].map(id => {
      runCommand(id)
      return viewStore.getState().selectedPane
    })
    expect(steps).toEqual(['%0', '%1', '%2', '%0', '%2'])
  })

  it('shows the next pane of the same session when zoomed in', () => {
    viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%1' } })
    runCommand('view.next')
    expect(view()).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%0' })
  })
})
