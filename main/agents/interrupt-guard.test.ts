import { expect, test } from 'vitest'
import { createInterruptGuard } from './interrupt-guard'

test('blocks a second key for 1.5 s, and while one is on its way', () => {
  let clock = 0
  const guard = createInterruptGuard(() => clock)
  expect(guard.blocks('%1')).toBe(false)
  guard.sending('%1')
  clock = 60_000
  expect([guard.blocks('%1'), guard.blocks('%2')]).toEqual([true, false])
  guard.sent('%1')
  clock += 1499
  expect(guard.blocks('%1')).toBe(true)
  clock += 1
  expect(guard.blocks('%1')).toBe(false)
  guard.sending('%1')
  guard.refused('%1')
  expect(guard.blocks('%1')).toBe(false)
})
