import { expect, test } from 'vitest'
import { parseScreen } from '../parse-screen'
import { colourAt } from './colours'

const screen = (text: string) => parseScreen(text, { width: 40, height: 4, cursor: null, at: 0 })

test('a character has the colours that were named last before it, also on a row above', () => {
  const seen = screen('a\x1b[38;5;75mb\x1b[48;2;1;2;3mc\nd\x1b[39me\x1b[0mf\n\x1b[1;31;44mg\x1b[49mh\x1b[97;mi')
  expect(colourAt(seen, 0, 0)).toEqual({ fore: '', back: '' })
  expect(colourAt(seen, 0, 1)).toEqual({ fore: '38;5;75', back: '' })
  expect(colourAt(seen, 0, 2)).toEqual({ fore: '38;5;75', back: '48;2;1;2;3' })
  expect(colourAt(seen, 1, 0)).toEqual({ fore: '38;5;75', back: '48;2;1;2;3' })
  expect(colourAt(seen, 1, 1)).toEqual({ fore: '', back: '48;2;1;2;3' })
  expect(colourAt(seen, 1, 2)).toEqual({ fore: '', back: '' })
  expect([0, 1, 2].map(at => colourAt(seen, 2, at))).toEqual([
    { fore: '31', back: '44' },
    { fore: '31', back: '' },
    { fore: '', back: '' },
  ])
})

test('beyond the text, and without its escapes, nothing is told', () => {
  expect(colourAt(screen('ab'), 0, 2)).toBeNull()
  expect(colourAt(screen('ab'), 9, 0)).toBeNull()
  expect(colourAt({}, 0, 0)).toBeNull()
})

test('a hostile line is read in time', () => {
  const began = performance.now()
  expect(colourAt(screen(`${'\x1b[1;'.repeat(50_000)}${'\x1b[31m'.repeat(50_000)}x`), 0, 900_000)).toBeNull()
  expect(performance.now() - began).toBeLessThan(2000)
})
