import { beforeEach, describe, expect, it } from 'vitest'
import type { RestoreRun } from '../../ipc/checkpoint'
import {
  checkpointsStore,
  liveCheckpoints,
  putCheckpoint,
  putRestore,
  restoresStore,
  takeCheckpoints,
  takeRestores,
} from './checkpoints-store'
import { madeUpInfo } from './made-up-checkpoints'

const run = (id: string, more: Partial<RestoreRun> = {}): RestoreRun => ({
  id,
  checkpoint: 'c',
  session: 'api-v2',
  step: 'building',
  done: [],
  total: 3,
  problem: '',
  sessionId: '',
  stands: false,
  ...more,
})
const steps = () => [...restoresStore.getState().runs.values()].map(one => [one.id, one.step])

beforeEach(() => restoresStore.setState({ runs: new Map() }))

describe('the list', () => {
  it('is the host’s, and tells none from not known', () => {
    expect(checkpointsStore.getState().told).toBe(false)
    takeCheckpoints({ list: [], saving: [], trouble: '' })
    expect(checkpointsStore.getState().told).toBe(true)
  })

  it('stays the same list while a save tells its progress, and changes only what has changed', () => {
    const tell = (...serials: number[]) =>
      takeCheckpoints({ list: serials.map(serial => madeUpInfo(serial, { at: 1 })), saving: [], trouble: '' })
    tell(1, 2)
    const before = checkpointsStore.getState().list
    tell(1, 2)
    expect(checkpointsStore.getState().list).toBe(before)
    const renamed = madeUpInfo(2, { at: 1, name: 'other' })
    takeCheckpoints({ list: [madeUpInfo(1, { at: 1 }), renamed], saving: [], trouble: '' })
    const after = checkpointsStore.getState().list
    expect(after[0]).toBe(before[0])
    expect(after[1]).toEqual(renamed)
    tell(2)
    expect(checkpointsStore.getState().list).toHaveLength(1)
  })

  it('has one that an answer told of once, whichever came first', () => {
    takeCheckpoints({ list: [madeUpInfo(1)], saving: [], trouble: '' })
    for (const serial of [1, 2, 2]) putCheckpoint(madeUpInfo(serial))
    expect(checkpointsStore.getState().list.map(one => one.serial)).toEqual([1, 2])
  })

  it('goes by the order of saving, as a clock may go back, and leaves out what is deleted', () => {
    const list = [madeUpInfo(1, { at: 900 }), madeUpInfo(3, { at: 100 }), madeUpInfo(2, { deleted: 5 })]
    expect(liveCheckpoints(list).map(one => one.serial)).toEqual([3, 1])
  })
})

describe('restores', () => {
  it('follow what the host tells, and are never opened again by a late answer', () => {
    takeRestores({ run: run('a') })
    takeRestores({ run: run('a', { step: 'done' }) })
    putRestore(run('a', { step: 'starting' }))
    expect(steps()).toEqual([['a', 'done']])
  })

  it('are opened again by being taken back, where something of them stands', () => {
    takeRestores({ run: run('a', { step: 'failed', stands: true }) })
    takeRestores({ run: run('b', { step: 'rolled-back' }) })
    for (const id of ['a', 'b']) putRestore(run(id, { step: 'rolling-back' }))
    expect(steps()).toEqual([
      ['a', 'rolling-back'],
      ['b', 'rolled-back'],
    ])
  })

  it('are not known to be done when the connection was lost meanwhile', () => {
    takeRestores({ run: run('a') })
    takeRestores({ run: run('b') })
    takeRestores({ open: [run('b', { step: 'starting' })] })
    expect(steps()).toEqual([
      ['a', 'failed'],
      ['b', 'starting'],
    ])
    expect(restoresStore.getState().runs.get('a')?.problem).toContain('connection was lost')
  })

  it('are forgotten beyond the newest twenty, but never while they run', () => {
    takeRestores({ run: run('running') })
    for (let at = 0; at < 25; at++) takeRestores({ run: run(`r${at}`, { step: 'done' }) })
    expect(steps()).toHaveLength(21)
    expect(steps()[0]).toEqual(['running', 'building'])
  })
})
