import { describe, expect, it } from 'vitest'
import { median, quantile } from './lab'
import { type Line, reached, report } from './report'

const line = (ratio: number, kind: 'at-most' | 'at-least', value: number): Line => ({
  name: 'x',
  ours: 'ours',
  other: 'other',
  ratio,
  goal: { kind, value },
})

describe('the report', () => {
  it('says for each ratio whether its goal was reached', () => {
    expect(reached(line(2.9, 'at-most', 3))).toBe(true)
    expect(reached(line(3.1, 'at-most', 3))).toBe(false)
    expect(reached(line(0.79, 'at-least', 0.8))).toBe(false)
    expect(report([line(0.79, 'at-least', 0.8)])).toContain('MISSED')
    expect(report([line(1, 'at-least', 0.8)])).toContain('reached')
  })

  it('misses a ratio that could not be measured', () => {
    expect(reached(line(Number.NaN, 'at-most', 3))).toBe(false)
    expect(reached(line(Number.NaN, 'at-least', 3))).toBe(false)
  })

  it('takes middles and tails of unsorted values', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(quantile([5, 4, 3, 2, 1, 10, 9, 8, 7, 6], 0.95)).toBe(10)
  })
})
