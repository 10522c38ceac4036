import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StateName } from '../../../ipc/model'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpLost } from '../../state/made-up-recovery'
import { takeRecovery } from '../../state/recovery-store'
import { type SettingsStore, settingsStore } from '../../state/settings-store'
import { showFleet, showPane, showSession, viewStore } from '../../state/view-store'
import { followForNotifications, showNoticed } from './follow'

interface Shown {
  readonly title: string
  readonly options: NotificationOptions
  onclick: (() => void) | null
  close(): void
}

const info = { version: '1', platform: 'linux', dataFolder: '/d', readOnly: '', notices: [], home: '/h' }
let shown: Shown[] = []
let undo = () => {}
let focused = false

function setup(shell: 'web' | 'electron', permission: NotificationPermission = 'granted'): void {
  class Made implements Shown {
    static permission = permission
    onclick = null
    close = vi.fn()
    readonly title: string
    readonly options: NotificationOptions
    constructor(title: string, options: NotificationOptions) {
      this.title = title
      this.options = options
      shown.push(this)
    }
  }
  vi.stubGlobal('Notification', Made)
  settingsStore.setState({ settings: DEFAULT_SETTINGS, info: { ...info, shell } as SettingsStore['info'] })
  undo = followForNotifications()
}

function step(...panes: StateName[]): void {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes }]), connection: 'open' })
  vi.advanceTimersByTime(2000)
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused)
  shown = []
  focused = false
  showFleet()
  viewStore.setState({ selectedPane: null })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['working', 'working'] }]), connection: 'open' })
})
afterEach(() => {
  undo()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  settingsStore.setState({ settings: null, info: null })
})

describe('in a browser', () => {
  it('the page tells of a loss that comes, and a click opens Recovery', () => {
    takeRecovery({ lost: [] })
    setup('web')
    takeRecovery({ lost: [madeUpLost(1)] })
    expect(shown.map(one => one.title)).toEqual(['api is gone: the tmux server was killed or crashed.'])
    shown[0]?.onclick?.()
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'recovery' })
    takeRecovery({ lost: [] })
    undo()
    setup('electron')
    takeRecovery({ lost: [madeUpLost(2)] })
    expect(shown).toHaveLength(1)
    takeRecovery({ lost: [] })
  })

  it('the page tells, and a click shows the agent', () => {
    setup('web')
    step('working', 'waiting')
    expect(shown.map(one => one.title)).toEqual(['cc_2 in api waits for an answer'])
    shown[0]?.onclick?.()
    expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%1' })
    expect(shown[0]?.close).toHaveBeenCalled()
  })

  it('nothing is told without the browser’s leave, and none is asked for', () => {
    setup('web', 'default')
    step('working', 'waiting')
    expect(shown).toEqual([])
  })

  it('the pane that a window with the focus shows is left out', () => {
    setup('web')
    showPane('$0', '%0')
    focused = true
    step('waiting', 'working')
    expect(shown).toEqual([])
    step('waiting', 'waiting')
    expect(shown).toHaveLength(1)
  })

  it('ends with its undo', () => {
    setup('web')
    undo()
    step('working', 'waiting')
    expect(shown).toEqual([])
  })
})

describe('in Electron', () => {
  it('the page tells nothing but what it shows', async () => {
    const { calls } = madeUpHost({ 'page.looksAt': () => ({}) })
    setup('electron')
    showSession('$0')
    showPane('$0', '%1')
    step('working', 'waiting')
    expect(shown).toEqual([])
    expect(calls.map(call => call.input)).toEqual([
      { sessionId: null, paneId: null },
      { sessionId: '$0', paneId: null },
      { sessionId: '$0', paneId: '%1' },
    ])
  })
})

it('a notification of a whole session leads to the session', () => {
  showNoticed({ sessionId: '$0', paneId: null })
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
})
