import { expect, test } from 'vitest'
import { createLanes } from './lanes'
import { createStagger } from './stagger'

test('work on one pane goes one after the other, a failure stops nothing, other panes do not wait', async () => {
  const lanes = createLanes()
  const log: string[] = []
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const first = lanes.within('%1', async () => {
    log.push('first begins')
    await gate
    log.push('first ends')
    throw new Error('no')
  })
  const second = lanes.within('%1', async () => log.push('second'))
  await lanes.within('%2', async () => log.push('other pane'))
  expect(log).toEqual(['first begins', 'other pane'])
  open()
  await expect(first).rejects.toThrow('no')
  await second
  expect(log.slice(2)).toEqual(['first ends', 'second'])
})

test('the first of each type goes at once, the next ones after the gap of their type', () => {
  let now = 1000
  const stagger = createStagger(
    () => ({ cc: 500 }),
    () => now,
  )
  expect([stagger.reserve('cc'), stagger.reserve('cc'), stagger.reserve('cod'), stagger.reserve('cod')]).toEqual([
    0, 500, 0, 0,
  ])
  now += 200
  expect(stagger.reserve('cc')).toBe(800)
  now += 10_000
  expect(stagger.reserve('cc')).toBe(0)
})
