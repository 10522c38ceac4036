import { expect, test } from 'vitest'
import type { Fleet, Pane } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { waitForPane } from './wait-for-pane'

function fleetOf(title: string) {
  const changed = createEmitter<Fleet>()
  let pane: Pane | null = { id: '%1', title } as Pane
  const set = (next: Pane | null) => {
    pane = next
    changed.emit({} as Fleet)
  }
  return { pane: () => pane, onChange: changed.on, set, listeners: () => changed.size }
}

test('it is told at once, when it becomes so, when the pane goes, when time is up, and when nobody waits any more', async () => {
  const fleet = fleetOf('a')
  const wait = (title: string, limit = 5000, signal?: AbortSignal) =>
    waitForPane(fleet, '%1', pane => pane.title === title, limit, signal)
  expect(await wait('a')).toMatchObject({ title: 'a' })
  const later = wait('b')
  fleet.set({ id: '%1', title: 'x' } as Pane)
  fleet.set({ id: '%1', title: 'b' } as Pane)
  expect(await later).toMatchObject({ title: 'b' })
  expect(await wait('c', 5)).toBeNull()
  const stop = new AbortController()
  const stopped = wait('c', 5000, stop.signal)
  stop.abort()
  expect([await stopped, await wait('c', 5000, stop.signal)]).toEqual([null, null])
  const gone = wait('c')
  fleet.set(null)
  expect(await gone).toBeNull()
  expect(fleet.listeners()).toBe(0)
})
