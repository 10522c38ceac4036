import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsIn, fitFont, MIN_FONT, terminalSize } from './font-fit'

const shape = { advance: 0.6, height: 1.32 }
const base = { cols: 80, rows: 24, width: 800, height: 600, shape, max: 13, dpr: 1 }

describe('fitFont', () => {
  it('takes the size of the user where there is room', () => {
    expect(fitFont(base)).toEqual({ fontSize: 13, fits: true })
  })

  it('goes down until the pane fits, in width or in height', () => {
    expect(fitFont({ ...base, width: 400 }).fontSize).toBeCloseTo(8.25)
    expect(fitFont({ ...base, height: 24 * 12 }).fontSize).toBe(9)
  })

  it('says when even the smallest is too large', () => {
    expect(fitFont({ ...base, width: 100 })).toEqual({ fontSize: MIN_FONT, fits: false })
  })

  it('always fits when it says so, and a step more would not (or is the most)', () => {
    const inputs = fc.record({
      cols: fc.integer({ min: 2, max: 400 }),
      rows: fc.integer({ min: 1, max: 150 }),
      width: fc.integer({ min: 50, max: 3000 }),
      height: fc.integer({ min: 50, max: 2000 }),
      dpr: fc.constantFrom(1, 1.25, 1.5, 2, 3),
      max: fc.integer({ min: 6, max: 40 }),
    })
    fc.assert(
      fc.property(inputs, input => {
        const { fontSize, fits } = fitFont({ ...input, shape })
        const size = terminalSize(fontSize, { ...input, shape })
        const inside = size.width <= input.width && size.height <= input.height
        expect(fontSize).toBeGreaterThanOrEqual(MIN_FONT)
        expect(fontSize).toBeLessThanOrEqual(input.max)
        expect(fits).toBe(inside)
        if (!fits || fontSize + 0.25 > input.max) return
        const more = terminalSize(fontSize + 0.5, { ...input, shape })
        expect(more.width > input.width || more.height > input.height).toBe(true)
      }),
    )
  })
})

describe('cellsIn', () => {
  it('is what fits at a font size', () => {
    // 13 px: cells of 7.8 × 18 px.
    expect(cellsIn({ width: 780, height: 360, shape, fontSize: 13, dpr: 1 })).toEqual({ cols: 100, rows: 20 })
  })

  it('gives a size that fitFont shows at the same font size', () => {
    const size = cellsIn({ width: 1111, height: 777, shape, fontSize: 13, dpr: 2 })
    expect(fitFont({ ...size, width: 1111, height: 777, shape, max: 13, dpr: 2 })).toEqual({ fontSize: 13, fits: true })
  })

  it('stays within what tmux may be asked for', () => {
    expect(cellsIn({ width: 1, height: 1, shape, fontSize: 13, dpr: 1 })).toEqual({ cols: 2, rows: 1 })
    expect(cellsIn({ width: 1e6, height: 1e6, shape, fontSize: 6, dpr: 1 })).toEqual({ cols: 2000, rows: 1000 })
  })
})
