import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf } from './layout'
import { planWindows, tiles } from './plan-windows'
import { rowsLayout } from './rows-layout'

const counts = (plan: ReturnType<typeof planWindows>) => plan.map(one => one.panes)

function paneSize(panes: number, size: { width: number; height: number }) {
  const { rows, columns } = tiles(panes)
  return { width: Math.floor((size.width + 1) / columns) - 1, height: Math.floor((size.height + 1) / rows) - 1 }
}

describe('planWindows, detached', () => {
  it('spreads fifty agents over six windows with readable panes on an 80x24 server', () => {
    const plan = planWindows(50, { width: 80, height: 24, detached: true })
    expect(counts(plan)).toEqual([9, 9, 8, 8, 8, 8])
    expect(new Set(plan.map(one => JSON.stringify(one.size)))).toEqual(new Set(['{"width":242,"height":74}']))
  })

  it('keeps the wanted size where it is enough', () => {
    expect(planWindows(1, { width: 120, height: 40, detached: true })).toEqual([
      { panes: 1, size: { width: 120, height: 40 } },
    ])
    expect(planWindows(2, { width: 120, height: 30, detached: true })).toEqual([
      { panes: 2, size: { width: 161, height: 30 } },
    ])
  })

  it('always makes 80x24 panes, at most nine a window, of all that were asked for', () => {
    const room = fc.record({ width: fc.nat(400), height: fc.nat(200), detached: fc.constant(true) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), room, (count, given) => {
        const plan = planWindows(count, given)
        expect(counts(plan).reduce((sum, one) => sum + one, 0)).toBe(count)
        expect(Math.max(...counts(plan)) - Math.min(...counts(plan))).toBeLessThanOrEqual(1)
        for (const { panes, size } of plan) {
          expect(panes).toBeLessThanOrEqual(9)
          for (const cell of cellsOf(rowsLayout(panes, size!.width, size!.height)!)) {
            expect(cell.width).toBeGreaterThanOrEqual(80)
            expect(cell.height).toBeGreaterThanOrEqual(24)
          }
        }
      }),
    )
  })
})

describe('planWindows, attached', () => {
  it.each([
    [3, 80, 24, [2, 1]],
    [6, 81, 26, [6]],
    [7, 81, 26, [4, 3]],
    [9, 200, 50, [9]],
    [5, 10, 3, [1, 1, 1, 1, 1]],
  ])('puts %i agents into windows of %ix%i', (count, width, height, expected) => {
    const plan = planWindows(count, { width, height, detached: false })
    expect(counts(plan)).toEqual(expected)
    expect(plan.every(one => one.size === null)).toBe(true)
  })

  it('never makes panes below 40x8 unless the client itself is smaller', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(400), fc.nat(200), (count, width, height) => {
        const plan = planWindows(count, { width, height, detached: false })
        expect(counts(plan).reduce((sum, one) => sum + one, 0)).toBe(count)
        for (const { panes } of plan) {
          if (panes === 1) continue
          const pane = paneSize(panes, { width, height })
          expect(pane.width).toBeGreaterThanOrEqual(40)
          expect(pane.height).toBeGreaterThanOrEqual(8)
        }
      }),
    )
  })

  it('plans nothing for nobody', () => {
    expect(planWindows(0, { width: 80, height: 24, detached: true })).toEqual([])
  })
})
