import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fleet, Pane } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { countFleet, countWords, followFleet, type TrayActs } from './tray'

/** A fleet of panes in these states; null: a pane without an agent. */
function fleetOf(states: readonly (string | null)[]): Fleet {
  const panes = states.map((name, i) => ({
    id: `%${i}`,
    agent: name === null ? null : { type: 'cc', name: `cc_${i}`, source: 'option' },
    state: { name: name ?? 'working' },
  }))
  return { panes: panes as unknown as Pane[], sessions: [], windows: [] } as unknown as Fleet
}

describe('countWords', () => {
  it('counts agents, not panes', () => {
    expect(countFleet(fleetOf(['working', 'working', 'waiting', 'idle', null]))).toEqual({
      agents: 4,
      working: 2,
      waiting: 1,
    })
  })

  it('says what a person wants to know', () => {
    expect(countWords({ agents: 0, working: 0, waiting: 0 })).toBe('No agents')
    expect(countWords({ agents: 1, working: 1, waiting: 0 })).toBe('1 agent: 1 working')
    expect(countWords({ agents: 4, working: 2, waiting: 1 })).toBe('4 agents: 2 working, 1 waits for you')
    expect(countWords({ agents: 4, working: 0, waiting: 3 })).toBe('4 agents: 0 working, 3 wait for you')
  })
})

describe('followFleet', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function setup(first: Fleet) {
    const changes = createEmitter<Fleet>()
    let fleet = first
    let menu: MenuItemConstructorOptions[] = []
    let click = () => {}
    const tray = {
      setToolTip: vi.fn(),
      setTitle: vi.fn(),
      setMenu: vi.fn((template: MenuItemConstructorOptions[]) => {
        menu = template
      }),
      onClick: (listener: () => void) => {
        click = listener
      },
      destroy: vi.fn(),
    }
    const acts: TrayActs = { show: vi.fn(), run: vi.fn(), quit: vi.fn() }
    const undo = followFleet(tray, { state: () => fleet, onChange: listener => changes.on(listener) }, acts)
    const change = (next: Fleet) => {
      fleet = next
      changes.emit(next)
    }
    const press = (id: string) => {
      const item = menu.find(one => one.id === id)
      item?.click?.(undefined as never, undefined as never, undefined as never)
    }
    return { tray, acts, change, press, undo, click: () => click(), label: () => menu[0]?.label }
  }

  it('shows, makes a session, interrupts all and quits', () => {
    const { acts, press, click } = setup(fleetOf([]))
    press('tray.show')
    click()
    expect(acts.show).toHaveBeenCalledTimes(2)
    press('session.new')
    press('agents.interruptAll')
    expect(vi.mocked(acts.run).mock.calls).toEqual([['session.new'], ['agents.interruptAll']])
    press('tray.quit')
    expect(acts.quit).toHaveBeenCalledTimes(1)
  })

  it('is up to date within a second, and leaves the menu alone when the words stay', () => {
    const { tray, change, label } = setup(fleetOf(['idle']))
    for (let i = 0; i < 100; i++) change(fleetOf(['working', 'waiting']))
    expect(tray.setMenu).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1000)
    expect(tray.setMenu).toHaveBeenCalledTimes(2)
    expect(label()).toBe('2 agents: 1 working, 1 waits for you')
    expect(tray.setTitle.mock.calls).toEqual([[''], ['1']])
    change(fleetOf(['waiting', 'working']))
    vi.advanceTimersByTime(1000)
    expect(tray.setMenu).toHaveBeenCalledTimes(2)
  })

  it('leads to the next one that waits, while one does', () => {
    const { acts, change, press } = setup(fleetOf(['waiting']))
    press('tray.next')
    expect(acts.run).toHaveBeenCalledWith('needs.next')
    change(fleetOf(['idle']))
    vi.advanceTimersByTime(1000)
    press('tray.next')
    expect(acts.run).toHaveBeenCalledTimes(1)
  })

  it('is gone after the undo', () => {
    const { tray, change, undo } = setup(fleetOf([]))
    change(fleetOf(['working']))
    undo()
    vi.advanceTimersByTime(5000)
    expect(tray.setMenu).toHaveBeenCalledTimes(1)
    expect(tray.destroy).toHaveBeenCalledTimes(1)
  })
})
