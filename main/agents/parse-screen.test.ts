import { expect, test } from 'vitest'
import { parseScreen } from './parse-screen'

const frame = { width: 40, height: 3, cursor: { x: 1, y: 2 }, at: 7 }
const rows = (capture: string | Buffer) => parseScreen(capture, frame).rows

test('rows are as many as the screen has, without styles and blanks at the end', () => {
  const screen = parseScreen('\x1b[1;31mred\x1b[0m  \nb\n\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\nfourth\n', frame)
  expect(screen).toMatchObject({ width: 40, height: 3, cursor: { x: 1, y: 2 }, at: 7 })
  expect(screen.rows.map(row => row.text)).toEqual(['red', 'b', 'link'])
  expect(rows('')).toEqual(Array(3).fill({ text: '', ink: '' }))
})

test('faint characters are blanks in ink, at the same places, also over line ends', () => {
  expect(rows('❯ \x1b[2mTry this\x1b[22m!\n\x1b[2mall\nstill\x1b[0m no')).toEqual([
    { text: '❯ Try this!', ink: '❯         !' },
    { text: 'all', ink: '' },
    { text: 'still no', ink: '      no' },
  ])
})

test('a 2 that belongs to a colour makes nothing faint, an empty parameter ends faint', () => {
  expect(rows('\x1b[38;5;2ma\x1b[48;2;2;2;2mb\x1b[38:2::2:2:2mc\x1b[1;2md\x1b[me')[0]).toEqual({
    text: 'abcde',
    ink: 'abc e',
  })
})

test('line drawing, tabs, wide characters and stray controls', () => {
  expect(rows('\x0elqqk\x0f x\na\tb\n日本\x85 \x1b[2m語\x1b[0m é')).toEqual([
    { text: '┌──┐ x', ink: '┌──┐ x' },
    { text: 'a       b', ink: 'a       b' },
    { text: '日本 語 é', ink: '日本   é' },
  ])
})

test('bytes are read as UTF-8; hostile lines end in time', () => {
  expect(rows(Buffer.from('✳ done'))[0]?.text).toBe('✳ done')
  const began = performance.now()
  const [row] = rows(`\x1b]8;${'a'.repeat(400_000)}\x1b[${'2;'.repeat(100_000)}`)
  expect(row?.text.length).toBeLessThan(20_001)
  expect(performance.now() - began).toBeLessThan(1000)
})

test('rows of blanks with something at their end are read one by one, not each blank anew', () => {
  // Trying each blank anew would take minutes: longer than a test may.
  const wide = Array.from({ length: 200 }, () => `${' '.repeat(19_998)}x`)
  const screen = parseScreen(wide.join('\n'), { ...frame, height: 200 })
  expect(screen.rows.every(row => row.text.length === 19_999 && row.ink.endsWith('x'))).toBe(true)
  const tabs = parseScreen(`${'\t'.repeat(19_000)}x`, frame)
  expect(tabs.rows[0]?.text.length).toBe(19_000 * 8 + 1)
  expect(rows('   \n\x1b[2m  a  \x1b[0m  ')).toEqual([
    { text: '', ink: '' },
    { text: '  a', ink: '' },
    { text: '', ink: '' },
  ])
})
