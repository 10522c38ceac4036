import { describe, expect, it } from 'vitest'
import { ansiColours } from '../terminals/theme'
import { rowSpan, tileGeometry } from './geometry'
import type { Brush } from './paint'
import type { TileLook } from './protocol'
import type { Run } from './runs'
import { createTilePainter, type Picture } from './tile-painter'

const look: TileLook = {
  colours: {
    foreground: '#ffffff',
    background: '#000000',
    cursor: '#00ff00',
    selection: '#333333',
    ansi: ansiColours('dark'),
  },
  family: 'mono',
  advance: 0.6,
  height: 1.32,
  fonts: [],
}

/** Writes down what is drawn, as the context's properties were at that time. */
function recorder() {
  const drawn: { kind: string; at: number[]; text?: string; fill: unknown; font: string; alpha: number }[] = []
  const brush: Brush = {
    fillStyle: '',
    strokeStyle: '',
    font: '',
    globalAlpha: 1,
    lineWidth: 1,
    textBaseline: 'alphabetic',
    fillRect: (...at) => note('rect', at),
    strokeRect: (...at) => note('stroke', at),
    fillText: (text, ...at) =>
      note(
        'text',
        at.filter(one => one !== undefined),
        text,
      ),
    save: () => {},
    restore: () => {},
    beginPath: () => {},
    rect: () => {},
    clip: () => {},
  }
  function note(kind: string, at: number[], text?: string): void {
    drawn.push({
      kind,
      at,
      fill: brush.fillStyle,
      font: brush.font,
      alpha: brush.globalAlpha,
      ...(text ? { text } : {}),
    })
  }
  return { brush, drawn, texts: () => drawn.flatMap(one => one.text ?? []) }
}

const run = (text: string, more: Partial<Run> = {}): Run => ({
  ...{ x: 0, cells: text.length, text, fg: '#ffffff', bg: null },
  ...{ bold: false, italic: false, dim: false, underline: false, strike: false },
  ...more,
})

function picture(rows: Run[][], cursor: { column: number; row: number } | null = null): Picture {
  return { cols: 20, rows: rows.length, row: at => rows[at] ?? [], cursor: () => cursor }
}

const large = { width: 400, height: 200, maxFont: 20 }
const small = { width: 40, height: 12, maxFont: 20 }

describe('what is drawn', () => {
  it('draws only the rows that changed', () => {
    const { brush, drawn, texts } = recorder()
    const painter = createTilePainter(brush)
    expect(painter.paint(picture([[run('one')], [run('two')]]), large, look)).toBe(2)
    drawn.length = 0
    expect(painter.paint(picture([[run('one')], [run('2')]]), large, look)).toBe(1)
    expect(texts()).toEqual(['2'])
    expect(painter.paint(picture([[run('one')], [run('2')]]), large, look)).toBe(0)
  })

  it('draws all again after forget, and when the pane has another size', () => {
    const painter = createTilePainter(recorder().brush)
    const two = picture([[run('one')], [run('two')]])
    painter.paint(two, large, look)
    painter.forget()
    expect(painter.paint(two, large, look)).toBe(2)
    expect(painter.paint({ ...two, cols: 30 }, large, look)).toBe(2)
  })

  it('draws the rows between which the cursor moved', () => {
    const { brush, drawn } = recorder()
    const painter = createTilePainter(brush)
    const rows = [[run('a')], [run('b')], [run('c')]]
    painter.paint(picture(rows, { column: 0, row: 0 }), large, look)
    drawn.length = 0
    expect(painter.paint(picture(rows, { column: 3, row: 1 }), large, look)).toBe(2)
    expect(drawn.filter(one => one.kind === 'stroke')).toHaveLength(1)
  })

  it('gives a run its weight, slant and place', () => {
    const { brush, drawn } = recorder()
    createTilePainter(brush).paint(
      picture([[run('x', { x: 5, bold: true, italic: true, dim: true, fg: '#ff0000' })]]),
      large,
      look,
    )
    const text = drawn.find(one => one.kind === 'text')
    expect(text?.font).toBe('italic 700 20px mono')
    expect(text?.at[0]).toBeCloseTo(5 * 12)
    expect(text?.fill).toBe('#ff0000')
    expect(text?.alpha).toBeLessThan(1)
  })

  it('fills the background of its cells, and lines under and through', () => {
    const { brush, drawn } = recorder()
    createTilePainter(brush).paint(
      picture([[run('ab', { bg: '#0000ff', underline: true, strike: true })]]),
      large,
      look,
    )
    expect(drawn.find(one => one.fill === '#0000ff')?.at).toEqual([0, 0, 24, 26])
    expect(drawn.filter(one => one.kind === 'rect' && one.fill === '#ffffff')).toHaveLength(2)
  })

  it('draws words as bars where letters could not be told apart', () => {
    const { brush, drawn, texts } = recorder()
    createTilePainter(brush).paint(picture([[run('ab  cd')]]), small, look)
    expect(texts()).toEqual([])
    const bars = drawn.filter(one => one.fill === '#ffffff')
    expect(bars).toHaveLength(2)
    expect(bars[1]?.at[0]).toBeCloseTo(4 * 2)
  })
})

describe('geometry', () => {
  it('keeps the shape of the pane and never grows beyond the font of the user', () => {
    expect(tileGeometry(80, 24, { width: 480, height: 1000, maxFont: 13 }, look)).toMatchObject({ fontSize: 10 })
    expect(tileGeometry(80, 24, { width: 5000, height: 5000, maxFont: 13 }, look).fontSize).toBe(13)
    expect(tileGeometry(80, 24, { width: 5000, height: 132, maxFont: 13 }, look).cellHeight).toBeCloseTo(5.5)
  })

  it('chooses letters or bars by the height of a cell', () => {
    expect(tileGeometry(80, 24, { width: 5000, height: 24 * 5.1, maxFont: 13 }, look).detail).toBe('text')
    expect(tileGeometry(80, 24, { width: 5000, height: 24 * 4.9, maxFont: 13 }, look).detail).toBe('runs')
  })

  it('rows share no pixel and leave none out', () => {
    let bottom = 0
    for (let row = 0; row < 60; row++) {
      const { top, height } = rowSpan(row, 7.37)
      expect(top).toBe(bottom)
      bottom = top + height
    }
    expect(bottom).toBe(Math.round(60 * 7.37))
  })
})
