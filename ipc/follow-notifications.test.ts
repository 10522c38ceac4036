import { describe, expect, it } from 'vitest'
import { followNotifications } from './follow-notifications'
import type { Fleet, StateName } from './model'
import type { Notice } from './notifications'
import { createEmitter } from './wire'

function fleet(...states: StateName[]): Fleet {
  const panes = states.map((name, at) => ({
    id: `%${at}`,
    windowId: '@0',
    agent: { type: 'cc', name: `cc_${at + 1}`, source: 'option' },
    state: { name, since: at, explanation: '' },
  }))
  const session = { id: '$0', name: 'api', windows: [{ windowId: '@0', index: 0, active: true }] }
  return { server: { kind: 'connected' }, sessions: [session], windows: [], panes } as unknown as Fleet
}

/** A follower with a clock that is turned by hand. */
function setup(first: Fleet | null) {
  const changes = createEmitter<void>()
  const told: Notice[] = []
  let now = first
  let pending: (() => void) | null = null
  const undo = followNotifications({
    fleet: () => now,
    onChange: listener => changes.on(listener),
    looking: () => null,
    settings: () => ({ waiting: true, error: true, allIdle: true }),
    tell: notice => told.push(notice),
    after: (_ms, run) => {
      expect(pending).toBeNull()
      pending = run
      return () => {
        pending = null
      }
    },
  })
  return {
    undo,
    titles: () => told.map(notice => notice.title),
    change(next: Fleet) {
      now = next
      changes.emit()
    },
    wait() {
      const run = pending
      pending = null
      run?.()
      return run !== null
    },
  }
}

describe('following a fleet', () => {
  it('tells changes that come together as one', () => {
    const { change, wait, titles } = setup(fleet('working', 'working', 'working'))
    change(fleet('waiting', 'working', 'working'))
    change(fleet('waiting', 'waiting', 'working'))
    change(fleet('waiting', 'waiting', 'error'))
    expect(titles()).toEqual([])
    wait()
    expect(titles()).toEqual(['2 agents wait for an answer, 1 agent has an error'])
    expect(wait()).toBe(false)
  })

  it('tells nothing of what was over before anybody could look', () => {
    const { change, wait, titles } = setup(fleet('working'))
    change(fleet('waiting'))
    change(fleet('working'))
    wait()
    expect(titles()).toEqual([])
  })

  it('takes the first fleet as it is, also when it comes late', () => {
    const { change, wait, titles } = setup(null)
    change(fleet('waiting'))
    wait()
    change(fleet('waiting', 'waiting'))
    wait()
    expect(titles()).toEqual(['cc_2 in api waits for an answer'])
  })

  it('ends', () => {
    const { change, wait, titles, undo } = setup(fleet('working'))
    change(fleet('waiting'))
    undo()
    expect(wait()).toBe(false)
    change(fleet('error'))
    expect(wait()).toBe(false)
    expect(titles()).toEqual([])
  })
})
