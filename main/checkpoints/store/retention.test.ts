import { expect, it } from 'vitest'
import { listed } from '../test-checkpoint'
import { expired } from './retention'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const now = 1000 * DAY

/** Serials of those that go. */
const go = (list: ReturnType<typeof listed>[], most: number | null = null) =>
  expired(list, { now, most })
    .map(one => one.serial)
    .sort((a, b) => a - b)

it('keeps all of the last hour, one an hour for a day, one a day for thirty days', () => {
  const every10min = Array.from({ length: 6 * 24 * 40 }, (_, at) =>
    listed(at + 1, { at: now - (6 * 24 * 40 - at) * 10 * MINUTE }),
  )
  const gone = new Set(go(every10min))
  const kept = every10min.filter(one => !gone.has(one.serial))
  expect(kept.filter(one => now - one.at < HOUR)).toHaveLength(5)
  const day = kept.filter(one => now - one.at >= HOUR && now - one.at < DAY)
  expect(day.length).toBeGreaterThanOrEqual(23)
  expect(day.length).toBeLessThanOrEqual(24)
  const month = kept.filter(one => now - one.at >= DAY)
  expect(month.length).toBeGreaterThanOrEqual(29)
  expect(month.length).toBeLessThanOrEqual(31)
})

it('never takes those by hand, imported ones, those of lost sessions, and deleted ones that can still come back', () => {
  const old = { at: now - 400 * DAY }
  const list = [
    listed(1, { ...old, trigger: 'manual' }),
    listed(2, { ...old, trigger: 'import' }),
    listed(3, { ...old, deleted: now }),
    listed(4, { ...old, trigger: 'recovery' }),
    listed(5, old),
    listed(6, old),
  ]
  expect(go(list)).toEqual([5])
  expect(go(list, 0)).toEqual([5])
})

it('never takes the newest of a session, by the order of saving: clocks go back', () => {
  const list = [listed(1, { at: now }), listed(2, { at: now - 90 * DAY }), listed(3, { session: 'docs', at: 0 })]
  expect(go(list, 0)).toEqual([1])
})

it('what seems to come from the future stays as long as it is new', () => {
  expect(go([listed(1, { at: now + 5 * DAY }), listed(2, { at: now + DAY }), listed(3, { at: now })])).toEqual([])
})

it('takes the oldest while they are too large together', () => {
  const list = [1, 2, 3, 4].map(serial => listed(serial, { at: now - MINUTE, added: 100 }))
  expect(go(list, 400)).toEqual([])
  expect(go(list, 399)).toEqual([1])
  expect(go(list, 200)).toEqual([1, 2])
  expect(go(list, 0)).toEqual([1, 2, 3])
})

it('thins out from an hour on, to the millisecond, and lets go after thirty days', () => {
  const pair = (age: number) => [listed(1, { at: now - age - 1 }), listed(2, { at: now - age }), listed(3, { at: now })]
  // A slot begins at a whole hour, as does the test's own now.
  expect(go(pair(HOUR - 1))).toEqual([])
  expect(go([listed(1, { at: now - HOUR }), listed(2, { at: now - HOUR }), listed(3, { at: now })])).toEqual([1])
  expect(go([listed(1, { at: now - 30 * DAY }), listed(2, { at: now })])).toEqual([])
  expect(go([listed(1, { at: now - 30 * DAY - 1 }), listed(2, { at: now })])).toEqual([1])
})

it('each session has slots of its own', () => {
  const at = now - 2 * DAY
  const rest = [listed(8, { at: now }), listed(9, { at: now, session: 'docs' })]
  expect(go([listed(1, { at }), listed(2, { at, session: 'docs' }), ...rest])).toEqual([])
})

it('the newest of a session may be one by hand: older automatic ones go for it', () => {
  const by = [listed(1, { at: now - 90 * DAY }), listed(2, { at: now, trigger: 'manual' })]
  expect(go(by)).toEqual([1])
  expect(go([listed(1, { at: now, added: 100 }), listed(2, { at: now, trigger: 'manual' })], 99)).toEqual([1])
})

it('the newest of a session counts for the limit, and the oldest of all sessions go first', () => {
  const of = (serial: number, session: string) => listed(serial, { at: now, session, added: 100 })
  const list = [of(1, 'a'), of(2, 'b'), of(3, 'a'), of(4, 'b')]
  expect(go(list, 300)).toEqual([1])
  expect(go(list, 299)).toEqual([1, 2])
  expect(go(list, 0)).toEqual([1, 2])
})
