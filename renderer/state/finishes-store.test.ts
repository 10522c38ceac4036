import { beforeEach, expect, it } from 'vitest'
import { finishesStore, finishOf, putFinish, takeFinishNews } from './finishes-store'
import { madeUpFinish } from './made-up-finish'

const known = () => finishesStore.getState().finishes
beforeEach(() => finishesStore.setState({ finishes: new Map() }))

it('has every run as it was told last, and never one that is over as open again', () => {
  takeFinishNews({ open: [madeUpFinish()] })
  takeFinishNews({ finish: madeUpFinish({ step: 'done' }) })
  putFinish(madeUpFinish({ step: 'killing' }))
  expect(known().get('f1')?.step).toBe('done')
  expect(finishOf(known(), '$0')).toBe(null)
  putFinish(madeUpFinish({ id: 'f2' }))
  expect(finishOf(known(), '$0')?.id).toBe('f2')
})

it('says of runs that were lost with their host that nothing more is known of them', () => {
  takeFinishNews({ open: [madeUpFinish(), madeUpFinish({ id: 'f2', step: 'done' })] })
  takeFinishNews({ open: [] })
  expect(known().get('f1')).toMatchObject({ step: 'failed', problem: expect.stringContaining('The host ended') })
  expect(known().get('f2')?.step).toBe('done')
})

it('forgets old ones that are over', () => {
  for (let count = 0; count < 40; count += 1) putFinish(madeUpFinish({ id: `f${count}`, step: 'done' }))
  putFinish(madeUpFinish({ id: 'open' }))
  expect([known().size, known().has('f0'), known().has('open')]).toEqual([21, false, true])
})
