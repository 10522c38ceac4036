import { afterEach, expect, it } from 'vitest'
import type { CheckpointInfo } from '../../ipc/checkpoint'
import type { Fleet, StateName } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { until } from '../tmux/test-server'
import { watchSessions } from './risky-watch'

const MINUTE = 60_000
const undos: (() => void)[] = []
afterEach(() => {
  for (const undo of undos.splice(0)) undo()
})

/** Sessions with agents in these states; `''` is a plain pane. */
function watch(
  first: Record<string, (StateName | '')[]>,
  how: { rest?: number; tick?: number; list?: CheckpointInfo[] } = {},
) {
  const clock = { at: 1_000_000 }
  const taken: string[] = []
  const changed = createEmitter<Fleet>()
  const fleetOf = (all: typeof first) =>
    ({
      sessions: Object.keys(all).map((name, i) => ({ id: `$${i}`, name, windows: [{ windowId: `@${i}` }] })),
      panes: Object.values(all).flatMap((states, i) =>
        states.map(name => ({ windowId: `@${i}`, agent: name === '' ? null : {}, state: { name: name || 'unknown' } })),
      ),
    }) as unknown as Fleet
  let fleet = fleetOf(first)
  undos.push(
    watchSessions({
      ...{ rest: 5, tick: 5, ...how },
      risky: { beside: (sessions, trigger) => taken.push(`${sessions} ${trigger}`) },
      fleet: { state: () => fleet, onChange: changed.on },
      list: () => how.list ?? [],
      everyMin: () => 15,
      now: () => clock.at,
    }),
  )
  return {
    clock,
    taken,
    now(all: typeof first) {
      fleet = fleetOf(all)
      changed.emit(fleet)
    },
  }
}

it('when all agents of a session are done after work, that is kept, once', async () => {
  const w = watch({ a: ['idle', 'working', ''], b: ['idle'] }, { tick: 1_000_000 })
  w.now({ a: ['working', 'idle', ''], b: ['idle'] })
  w.now({ a: ['idle', 'exited', ''], b: ['idle'] })
  await until(() => w.taken.length > 0)
  w.now({ a: ['idle', 'idle', ''], b: ['idle'] })
  w.now({ a: ['idle', 'working', ''], b: ['idle'] })
  w.now({ a: ['idle', 'idle', ''], b: ['idle'] })
  await until(() => w.taken.length > 1)
  expect(w.taken).toEqual(['$0 milestone', '$0 milestone'])
})

it('an agent that only pauses, waits for an answer, or whose session ends is no milestone', async () => {
  const w = watch({ a: ['working'], b: ['working'], c: ['working'], d: ['working'] }, { rest: 50, tick: 1_000_000 })
  w.now({ a: ['idle'], b: ['idle', 'waiting'], c: ['idle'], d: ['idle'] })
  w.now({ a: ['working'], b: ['idle', 'waiting'], c: ['idle'] })
  await until(() => w.taken.length > 0)
  expect(w.taken).toEqual(['$2 milestone'])
})

it('sessions whose agents work are kept at the interval, counted from the newest checkpoint of any kind', async () => {
  const list = [{ session: 'b', at: 1_000_000 + 10 * MINUTE }] as CheckpointInfo[]
  const w = watch({ a: ['working'], b: ['working'], c: ['idle'] }, { rest: 1_000_000, list })
  w.clock.at += 15 * MINUTE
  await until(() => w.taken.length > 0)
  expect(w.taken).toEqual(['$0 interval'])
  w.clock.at += 11 * MINUTE
  await until(() => w.taken.length > 1)
  expect(w.taken).toEqual(['$0 interval', '$1 interval'])
  w.clock.at += 4 * MINUTE
  await until(() => w.taken.length > 2)
  expect(w.taken.at(-1)).toBe('$0 interval')
})

it('where all have ended there was no milestone: a restored session stands behind Restart', async () => {
  const w = watch({ a: ['working'], b: ['working'] }, { tick: 1_000_000 })
  w.now({ a: ['exited'], b: ['idle'] })
  await until(() => w.taken.length > 0)
  expect(w.taken).toEqual(['$1 milestone'])
})
