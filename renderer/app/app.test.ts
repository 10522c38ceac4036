import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Act } from '../../ipc/act'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { actBook, putAct } from '../state/act-book'
import { closeDialog, dialogsStore } from '../state/dialogs-store'
import { fleetStore } from '../state/fleet-store'
import { madeUpFleet } from '../state/made-up-fleet'
import { settingsStore } from '../state/settings-store'
import { toastsStore } from '../state/toasts-store'
import { type View, viewStore } from '../state/view-store'
import { followAppearance, themeOf } from './appearance'
import { followActs, takeAct } from './follow-acts'
import { keepView, placeAfter } from './keep-view'

beforeEach(() => {
  closeDialog()
  toastsStore.setState({ toasts: [] })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
})
afterEach(() => settingsStore.setState({ settings: null, info: null }))

describe('appearance', () => {
  it('follows the setting, else the system', () => {
    expect([themeOf('dark', true), themeOf('light', false), themeOf('system', true), themeOf('system', false)]).toEqual(
      ['dark', 'light', 'light', 'dark'],
    )
  })

  it('stands on the document and changes with the settings until undone', () => {
    const root = document.createElement('div')
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, theme: 'light', textSize: 'large' } })
    const undo = followAppearance(root)
    expect({ ...root.dataset }).toEqual({ theme: 'light', textSize: 'large' })
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, theme: 'dark' } })
    expect({ ...root.dataset }).toEqual({ theme: 'dark', textSize: 'medium' })
    undo()
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, theme: 'light' } })
    expect(root.dataset.theme).toBe('dark')
  })
})

describe('placeAfter', () => {
  const before = madeUpFleet([{ name: 'api', panes: ['idle', 'idle'] }])
  const inPane: View = { kind: 'pane', sessionId: '$0', paneId: '%1' }
  const without = (what: 'panes' | 'sessions') => ({
    ...before,
    [what]: before[what].slice(0, what === 'panes' ? 1 : 0),
  })

  it('leads out to what still lives', () => {
    expect(placeAfter(inPane, before, without('panes'))).toEqual({ kind: 'session', sessionId: '$0' })
    expect(placeAfter(inPane, before, without('sessions'))).toEqual({ kind: 'fleet' })
    expect(placeAfter(inPane, before, before)).toBeNull()
  })

  it('stays with a session that the fleet does not know yet', () => {
    expect(placeAfter({ kind: 'session', sessionId: '$5' }, before, before)).toBeNull()
  })

  it('leads out when the last session took the server along', () => {
    expect(placeAfter(inPane, before, madeUpFleet([], 'none'))).toEqual({ kind: 'fleet' })
  })

  it('stays with the last picture while it is all there is', () => {
    const lost = { ...before, server: { ...before.server, kind: 'lost' as const } }
    expect(placeAfter(inPane, before, lost)).toBeNull()
    expect(placeAfter(inPane, before, null)).toBeNull()
  })
})

describe('keepView', () => {
  it('follows the fleet and drops a selection that is gone', () => {
    const undo = keepView()
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' }, selectedPane: '%0' })
    fleetStore.setState({ fleet: madeUpFleet([]) })
    expect(viewStore.getState()).toEqual({ view: { kind: 'fleet' }, selectedPane: null })
    undo()
    fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]) })
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    fleetStore.setState({ fleet: madeUpFleet([]) })
    expect(viewStore.getState().view.kind).toBe('session')
  })
})

describe('acts from elsewhere', () => {
  it('run commands and say notices', () => {
    takeAct({ command: 'help.keys' })
    expect(dialogsStore.getState().dialog?.kind).toBe('shortcuts')
    takeAct({ notice: 'The shortcut belongs to another program.' })
    expect(toastsStore.getState().toasts[0]?.title).toBe('The shortcut belongs to another program.')
    takeAct({ command: 'no.such' })
    expect(dialogsStore.getState().dialog?.kind).toBe('shortcuts')
  })

  it('open the receipts of what the host began by itself, once; prompts and pages’ acts have theirs elsewhere', () => {
    closeDialog()
    actBook.setState({ acts: new Map() })
    const undo = followActs()
    const act: Act = {
      ...{ id: 'h', kind: 'interrupt', title: 'Interrupt all', origin: 'host', startedAt: 0, sentInMs: 1, text: '' },
      ...{ receipts: [], open: true },
    }
    putAct({ ...act, id: 'p', origin: 'page' })
    putAct({ ...act, id: 's', kind: 'send' })
    expect(dialogsStore.getState().dialog).toBeNull()
    putAct(act)
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'act', actId: 'h' })
    closeDialog()
    putAct({ ...act, open: false })
    expect(dialogsStore.getState().dialog).toBeNull()
    undo()
  })

  it('tell the host’s notices once', () => {
    const undo = followActs()
    const info = { version: '1', shell: 'web', platform: 'l', dataFolder: '/d', readOnly: '', home: '/' } as const
    settingsStore.setState({ info: { ...info, notices: ['The settings were damaged.'] } })
    settingsStore.setState({ info: { ...info, notices: ['The settings were damaged.'] } })
    expect(toastsStore.getState().toasts.map(toast => toast.title)).toEqual(['The settings were damaged.'])
    undo()
  })
})
