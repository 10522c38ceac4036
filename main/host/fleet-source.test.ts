import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import { applyPatch } from '../../ipc/fleet'
import type { Fleet, Pane } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { sendFleet } from './fleet-source'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const fleetOf = (titles: readonly string[]): Fleet =>
  ({
    server: {},
    sessions: [],
    windows: [],
    panes: titles.map((title, i) => ({ id: `%${i}`, title }) as Pane),
  }) as unknown as Fleet

function setup() {
  const changes = createEmitter<Fleet>()
  let now = fleetOf(['a', 'b'])
  const events: TopicOut<'fleet'>[] = []
  const undo = sendFleet({ state: () => now, onChange: listener => changes.on(listener) }, event => events.push(event))
  const change = (titles: readonly string[]) => {
    now = fleetOf(titles)
    changes.emit(now)
  }
  return { events, change, undo }
}

describe('sendFleet', () => {
  it('sends all at once, then the first change without waiting', () => {
    const { events, change } = setup()
    expect(events).toEqual([{ full: fleetOf(['a', 'b']) }])
    change(['a', 'c'])
    expect(events[1]).toEqual({ patch: { panes: [{ id: '%1', title: 'c' }] } })
  })

  it('makes at most twenty patches a second of any storm, and loses nothing', () => {
    const { events, change } = setup()
    let page = fleetOf(['a', 'b'])
    for (let i = 0; i < 1000; i++) {
      change([`a${i}`, 'b', ...(i % 2 ? ['c'] : [])])
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(100)
    expect(events.length - 1).toBeGreaterThan(10)
    expect(events.length - 1).toBeLessThanOrEqual(21)
    for (const event of events) if ('patch' in event) page = applyPatch(page, event.patch)
    expect(page).toEqual(fleetOf(['a999', 'b', 'c']))
  })

  it('sends nothing when nothing differs, and nothing once undone', () => {
    const { events, change, undo } = setup()
    change(['a', 'b'])
    expect(events).toHaveLength(1)
    change(['x', 'b'])
    change(['y', 'b'])
    undo()
    vi.advanceTimersByTime(1000)
    change(['z', 'b'])
    expect(events).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})
