import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import type { Fleet, StateName } from '../../ipc/model'
import type { Looking } from '../../ipc/notifications'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createEmitter } from '../../ipc/wire'
import { keepNotifying, type NativeNotification } from './notify'

function fleet(question: string, ...states: StateName[]): Fleet {
  const panes = states.map((name, at) => ({
    id: `%${at}`,
    windowId: '@0',
    agent: { type: 'cc', name: `cc_${at + 1}`, source: 'option' },
    state: { name, since: at, explanation: '', question: { id: question, title: question } },
  }))
  const session = { id: '$0', name: 'api', windows: [{ windowId: '@0', index: 0, active: true }] }
  return { server: { kind: 'connected' }, sessions: [session], windows: [], panes } as unknown as Fleet
}

describe('notifications of the host', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function setup(platform: NodeJS.Platform = 'linux', supported = true) {
    const changes = createEmitter<Fleet>()
    const losses = createEmitter<TopicOut<'recovery'>>()
    let now = fleet('', 'working')
    const shown: { title: string; body: string; click: () => void; closed: boolean }[] = []
    const state = { focused: false, looking: { sessionId: null, paneId: null } as Looking, notify: true }
    const show = vi.fn()
    const tell = vi.fn()
    const undo = keepNotifying({
      host: {
        fleet: { state: () => now, onChange: listener => changes.on(listener) },
        settings: {
          get: () => ({ ...DEFAULT_SETTINGS, notify: { ...DEFAULT_SETTINGS.notify, waiting: state.notify } }),
          onChange: () => () => {},
        },
        looking: () => state.looking,
        recovery: {
          watch(listener) {
            listener({ lost: [] })
            return losses.on(listener)
          },
        },
        tell,
      },
      platform,
      make(texts) {
        if (!supported) return null
        const one = { ...texts, click: () => {}, closed: false }
        const native: NativeNotification = {
          onClick: listener => {
            one.click = listener
          },
          show: () => void shown.push(one),
          close: () => {
            one.closed = true
          },
        }
        return native
      },
      focused: () => state.focused,
      show,
    })
    const step = (next: Fleet) => {
      now = next
      changes.emit(next)
      vi.advanceTimersByTime(2000)
    }
    return { shown, state, show, tell, undo, step, losses }
  }

  it('come without a window, and lead to the agent', () => {
    const { shown, show, tell, step } = setup()
    step(fleet('May I?', 'waiting'))
    expect(shown).toMatchObject([{ title: 'cc_1 in api waits for an answer', body: 'May I?' }])
    shown[0]?.click()
    expect(show).toHaveBeenCalledTimes(1)
    expect(tell).toHaveBeenCalledWith({ show: { sessionId: '$0', paneId: '%0' } })
  })

  it('are silent only for what the window with the focus shows', () => {
    const { shown, state, step } = setup()
    state.looking = { sessionId: '$0', paneId: '%0' }
    state.focused = true
    step(fleet('a', 'waiting'))
    expect(shown).toEqual([])
    state.focused = false
    step(fleet('b', 'waiting'))
    expect(shown).toHaveLength(1)
  })

  it('hold no markup on Linux', () => {
    const linux = setup()
    linux.step(fleet('<b>a</b> & <img src="x">', 'waiting'))
    expect(linux.shown[0]?.body).toBe('‹b›a‹/b› ＆ ‹img src="x"›')
    const mac = setup('darwin')
    mac.step(fleet('1 < 2', 'waiting'))
    expect(mac.shown[0]?.body).toBe('1 < 2')
  })

  it('follow the settings, and are no error where the desktop shows none', () => {
    const { shown, state, step } = setup()
    state.notify = false
    step(fleet('a', 'waiting'))
    expect(shown).toEqual([])
    const none = setup('linux', false)
    none.step(fleet('a', 'waiting'))
    expect(none.shown).toEqual([])
  })

  it('tell of lost sessions, and lead to Recovery', () => {
    const { shown, state, show, tell, losses } = setup()
    const lost = (id: string) =>
      ({ id, session: `<b>${id}</b>`, kind: 'reboot', agents: [] }) as unknown as TopicOut<'recovery'>['lost'][number]
    losses.emit({ lost: [lost('a')] })
    expect(shown).toMatchObject([{ title: '‹b›a‹/b› is gone: the machine was started anew.', body: '' }])
    shown[0]?.click()
    expect(show).toHaveBeenCalledTimes(1)
    expect(tell).toHaveBeenCalledWith({ command: 'recovery.open' })
    state.focused = true
    losses.emit({ lost: [lost('b'), lost('a')] })
    expect(shown).toHaveLength(1)
  })

  it('go with the undo', () => {
    const { shown, undo, step } = setup()
    step(fleet('a', 'waiting'))
    undo()
    expect(shown[0]?.closed).toBe(true)
    step(fleet('b', 'waiting'))
    expect(shown).toHaveLength(1)
  })
})
