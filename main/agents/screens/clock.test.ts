import { expect, test } from 'vitest'
import { clockTime } from './clock'

const AT = Date.UTC(2026, 10, 22, 17, 22, 40)
const told = (text: string, most?: number) => {
  const time = clockTime(text, AT, most)
  return time === null ? null : new Date(time).toISOString().slice(0, 16)
}

test.each([
  ['7:52pm (UTC)', '2026-11-22T19:52'],
  ['7pm (UTC)', '2026-11-22T19:00'],
  ['12am (UTC)', '2026-11-22T00:00'],
  ['9:05 PM (Europe/Berlin)', '2026-11-22T20:05'],
  ['Nov 24 at 3pm (America/New_York)', '2026-11-24T20:00'],
  ['Nov 24th, 2026 7:52 PM (UTC).', '2026-11-24T19:52'],
  ['Jan 2, 3pm (UTC)', '2027-01-02T15:00'],
  ['Nov 20, 3pm (UTC)', '2026-11-20T15:00'],
])('%s', (text, expected) => {
  expect(told(text)).toBe(expected)
})

test('a time that is past is of tomorrow only within reach', () => {
  expect(told('1am (UTC)')).toBe('2026-11-22T01:00')
  expect(told('1am (UTC)', 12 * 60)).toBe('2026-11-23T01:00')
  expect(told('4pm (UTC)', 12 * 60)).toBe('2026-11-22T16:00')
})

test("without a zone it is this machine's", () => {
  const date = new Date(AT)
  const [hour, minute] = [date.getHours(), date.getMinutes()]
  const text = `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
  expect(clockTime(text, AT)).toBe(AT - (AT % 60_000))
})

test.each(['', 'soon', '25:00', '13pm (UTC)', '7:75pm (UTC)', '7pm (Nowhere/None)', 'Foo 3 at 3pm (UTC)', '7 parts'])(
  'what is no time tells none: %s',
  text => {
    expect(told(text)).toBeNull()
  },
)
