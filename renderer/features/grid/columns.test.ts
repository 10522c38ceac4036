import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fleetLayout, GAP, largeEnough, sessionLayout } from './columns'

const shape = { advance: 0.6, height: 1.32 }
const area = { width: 1400, height: 800 }
const panes = (count: number, width = 80, height = 24) => Array.from({ length: count }, () => ({ width, height }))

describe('a session', () => {
  it('gives one pane all', () => {
    expect(sessionLayout(panes(1), area, shape, 13)).toEqual({ columns: 1, tileHeight: 800 })
  })

  it('puts wide panes above each other and tall ones side by side', () => {
    expect(sessionLayout(panes(2, 200, 20), area, shape, 20).columns).toBe(1)
    expect(sessionLayout(panes(2, 80, 50), area, shape, 20).columns).toBe(2)
  })

  it('spreads six ordinary panes over three columns', () => {
    expect(sessionLayout(panes(6), area, shape, 13)).toMatchObject({ columns: 3 })
  })

  it('fills the height exactly while it can', () => {
    const layout = sessionLayout(panes(6), area, shape, 13)
    const rows = Math.ceil(6 / layout.columns)
    expect(rows * layout.tileHeight + (rows - 1) * GAP).toBeLessThanOrEqual(area.height)
    expect(rows * layout.tileHeight + (rows - 1) * GAP).toBeGreaterThan(area.height - rows)
  })

  it('scrolls rather than crush', () => {
    const layout = sessionLayout(panes(100), area, shape, 13)
    expect(layout.tileHeight).toBeGreaterThan(140)
  })

  it('always has columns that fit, and a usable height', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 100, max: 4000 }),
        fc.integer({ min: 50, max: 2200 }),
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 1, max: 120 }),
        (count, width, height, cols, rows) => {
          const layout = sessionLayout(panes(count, cols, rows), { width, height }, shape, 13)
          expect(layout.columns).toBeGreaterThanOrEqual(1)
          expect(layout.columns).toBeLessThanOrEqual(Math.max(1, count))
          if (layout.columns > 1) expect(layout.columns * (240 + GAP)).toBeLessThanOrEqual(width + GAP)
          expect(layout.tileHeight).toBeGreaterThanOrEqual(142)
          expect(Number.isFinite(layout.tileHeight)).toBe(true)
        },
      ),
    )
  })
})

describe('the fleet', () => {
  it('has fewer, larger tiles while all are seen at once', () => {
    const few = fleetLayout([2], area)
    const many = fleetLayout([10, 10, 10], area)
    expect(few.columns).toBeLessThan(many.columns)
    expect(few.tileHeight).toBeGreaterThan(many.tileHeight)
  })

  it('ends at tiles that are still wide enough', () => {
    expect(fleetLayout([50, 50], area).columns).toBe(5)
    expect(fleetLayout([5], { width: 200, height: 100 }).columns).toBe(1)
  })
})

describe('real terminals', () => {
  it('are those that can be typed in', () => {
    expect(largeEnough({ width: 80, height: 24 }, { width: 400, height: 300 }, shape, 1)).toBe(true)
    expect(largeEnough({ width: 80, height: 24 }, { width: 290, height: 300 }, shape, 1)).toBe(false)
    expect(largeEnough({ width: 80, height: 24 }, { width: 400, height: 150 }, shape, 1)).toBe(false)
  })
})

describe('a fleet', () => {
  it('too large for pictures is shown as cards, as many beside each other as fit', () => {
    expect(fleetLayout([10, 10, 10], area).cards).toBe(false)
    expect(fleetLayout([40], { width: 1000, height: 622 }).cards).toBe(false)
    const cards = fleetLayout([80, 80], area)
    expect(cards).toEqual({ columns: 5, tileHeight: 60, cards: true })
    // 32 rows of 72 px and two headings: three screens, where pictures would need eight.
    expect(2 * 44 + 32 * (cards.tileHeight + GAP)).toBeLessThan(3 * area.height)
  })

  it('is pictures again in a larger window', () => {
    expect(fleetLayout([80, 80], { width: 2500, height: 1400 }).cards).toBe(false)
  })
})
