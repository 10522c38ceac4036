import { describe, expect, it } from 'vitest'
import type { TerminalColours } from '../terminals/theme'
import { ansiColours } from '../terminals/theme'
import { type Cell, rowRuns } from './runs'

const colours: TerminalColours = {
  foreground: '#ffffff',
  background: '#000000',
  cursor: '#ffffff',
  selection: '#333333',
  ansi: ansiColours('dark'),
}

interface Look {
  readonly chars?: string
  readonly width?: number
  /** Palette index, or RGB where `rgb` is set. */
  readonly fg?: number
  readonly bg?: number
  readonly rgb?: boolean
  readonly marks?: string
}

function cell({ chars = '', width = 1, fg, bg, rgb = false, marks = '' }: Look): Cell {
  const has = (mark: string) => (marks.includes(mark) ? 1 : 0)
  return {
    getWidth: () => width,
    getChars: () => chars,
    isBold: () => has('b'),
    isItalic: () => has('i'),
    isDim: () => has('d'),
    isUnderline: () => has('u'),
    isStrikethrough: () => has('s'),
    isInverse: () => has('v'),
    isInvisible: () => has('h'),
    isFgDefault: () => fg === undefined,
    isFgPalette: () => fg !== undefined && !rgb,
    getFgColor: () => fg ?? 0,
    isBgDefault: () => bg === undefined,
    isBgPalette: () => bg !== undefined && !rgb,
    getBgColor: () => bg ?? 0,
  }
}

const text = (chars: string, look: Look = {}) => [...chars].map(one => cell({ ...look, chars: one }))
const runs = (...cells: readonly Cell[]) => rowRuns(cells, colours)
const short = (...cells: readonly Cell[]) => runs(...cells).map(run => [run.x, run.cells, run.text])

describe('a row', () => {
  it('is one run while nothing changes, blanks included', () => {
    expect(short(...text('ab'), cell({}), ...text('c'))).toEqual([[0, 4, 'ab c']])
  })

  it('is none where there is nothing to see', () => {
    expect(runs(cell({}), cell({ chars: ' ' }), cell({ fg: 3 }))).toEqual([])
  })

  it('keeps blanks that show: a background, a line below or through', () => {
    expect(runs(cell({ bg: 1 }), cell({ bg: 1 }))).toMatchObject([{ x: 0, cells: 2, bg: '#f0706a' }])
    expect(runs(cell({ marks: 'u' }))).toMatchObject([{ underline: true }])
    expect(runs(cell({ marks: 's' }))).toMatchObject([{ strike: true }])
  })

  it('starts a run where the look changes, and goes on at the right column', () => {
    expect(short(...text('ab'), ...text('cd', { fg: 1 }), ...text('e'))).toEqual([
      [0, 2, 'ab'],
      [2, 2, 'cd'],
      [4, 1, 'e'],
    ])
  })

  it.each(['b', 'i', 'd', 'u', 's', 'v'])('tells the mark %s apart', marks => {
    expect(runs(...text('a'), ...text('b', { marks }))).toHaveLength(2)
  })

  it('does not split where other numbers give the same look', () => {
    // Bold red is drawn in bright red: index 1 and index 9 look the same.
    expect(runs(...text('a', { fg: 1, marks: 'b' }), ...text('b', { fg: 9, marks: 'b' }))).toHaveLength(1)
  })

  it('keeps a palette index apart from the RGB value of the same number', () => {
    const [first, second] = runs(...text('a', { bg: 255 }), ...text('b', { bg: 255, rgb: true }))
    expect([first?.bg, second?.bg]).toEqual(['#eeeeee', '#0000ff'])
  })

  it('gives what may not fit its cells a run of its own', () => {
    const wide = [cell({ chars: '漢', width: 2 }), cell({ width: 0 })]
    expect(short(...text('a'), ...wide, ...wide, ...text('bc'))).toEqual([
      [0, 1, 'a'],
      [1, 2, '漢'],
      [3, 2, '漢'],
      [5, 2, 'bc'],
    ])
    expect(short(...text('a'), cell({ chars: 'e\u0301' }), ...text('b'))).toEqual([
      [0, 1, 'a'],
      [1, 1, 'e\u0301'],
      [2, 1, 'b'],
    ])
  })

  it('turns colours round where they are inverse, also default ones', () => {
    expect(runs(...text('a', { marks: 'v' }))).toMatchObject([{ fg: '#000000', bg: '#ffffff' }])
    expect(runs(...text('a', { bg: 4, marks: 'v' }))).toMatchObject([{ bg: '#ffffff' }])
  })

  it('never shows hidden text, but keeps its background', () => {
    expect(runs(...text('secret', { marks: 'h' }))).toEqual([])
    expect(runs(cell({ chars: '漢', width: 2, bg: 2, marks: 'h' }))).toMatchObject([{ text: '  ', cells: 2 }])
  })
})
