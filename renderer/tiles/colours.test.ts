import { describe, expect, it } from 'vitest'
import { ansiColours, xtermTheme } from '../terminals/theme'
import { contrast, paletteColour, readableOn, rgbCss } from './colours'

const colours = {
  foreground: '#ffffff',
  background: '#000000',
  cursor: '#fff',
  selection: '#333333',
  ansi: ansiColours('dark'),
}

describe('palette', () => {
  it.each([
    [1, ansiColours('dark')[1]],
    [16, '#000000'],
    [21, '#0000ff'],
    [196, '#ff0000'],
    [208, '#ff8700'],
    [231, '#ffffff'],
    [232, '#080808'],
    [255, '#eeeeee'],
  ])('%i is %s', (index, css) => {
    expect(paletteColour(index, colours)).toBe(css)
  })

  it('writes true colour with all its digits', () => {
    expect(rgbCss(0x00000a)).toBe('#00000a')
  })
})

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1)
  })

  it.each(['#000000', '#ffffff', '#0a0e14', '#fdfdfc', '#808080', '#f2b84b'])(
    'every text becomes readable on %s',
    bg => {
      for (const fg of ['#000000', '#ffffff', '#777777', '#ff0000', '#0000ff', bg])
        expect(contrast(readableOn(fg, bg, 4.5), bg)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('leaves alone what is readable', () => {
    expect(readableOn('#ffffff', '#000000', 4.5)).toBe('#ffffff')
  })
})

describe('the named colours', () => {
  // Black on dark is meant to be nearly invisible; xterm's minimum contrast lifts it where text is drawn with it.
  it.each([
    ['dark', '#0a0e14', [0]],
    ['light', '#fdfdfc', []],
  ] as const)('of the %s theme are readable on its background', (theme, background, except: readonly number[]) => {
    ansiColours(theme).forEach((colour, index) => {
      if (!except.includes(index))
        expect(contrast(colour, background), `${index} ${colour}`).toBeGreaterThanOrEqual(4.5)
    })
    expect(ansiColours(theme)).toHaveLength(16)
  })

  it('reach xterm under its names', () => {
    const theme = xtermTheme({ ...colours, ansi: ansiColours('dark') })
    expect([theme.black, theme.red, theme.brightBlack, theme.brightWhite]).toEqual(
      [0, 1, 8, 15].map(index => ansiColours('dark')[index]),
    )
  })
})
