import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topLevelWords } from './toml-words'

const words = (text: string) => topLevelWords(text, 'notify')

test.each([
  ['notify = ["a", "b c"]', ['a', 'b c']],
  ['notify=[\'a\\b\', "q\\"u\\\\o\\te\\u00e9\\U0001F642"]', ['a\\b', 'q"u\\o\teé🙂']],
  ['"notify" = [] # none', []],
  ['model = "x" # [notify]\nnotify = [\n  "a", # first\n  "b",\n]\n[t]\nx=1', ['a', 'b']],
  [
    '\ufeffa = """\nnotify = ["no"]\n\\""" """"\nb = \'\'\'\n[x]\n\'\'\'\nc = [\n {x = "]"},\n]\nnotify = ["yes"]',
    ['yes'],
  ],
])('the array is read: %s', (text, expected) => {
  expect(words(text)).toEqual(expected)
})

test.each([
  '',
  'model = "x"',
  '# notify = ["a"]',
  'x = "notify = [1]"',
  '[table]\nnotify = ["a"]',
  'notify_more = ["a"]',
  'tui.notify = ["a"]',
])('there is none: %s', text => {
  expect(words(text)).toBeUndefined()
})

test.each([
  'notify = "a"',
  'notify = ["a", 1]',
  'notify = ["a"',
  'notify = ["a" "b"]',
  'notify = ["""a"""]',
  'notify = ["a\\q"]',
  'notify = ["\\uD800"]',
  'notify = ["a\nb"]',
  'notify.x = 1',
  'notify',
])('what cannot be read is told from none: %s', text => {
  expect(words(text)).toBeNull()
})

test('any text has an end, and any strings come back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 4 }), list => {
      const text = `x = [[1], "]"]\nnotify = ${JSON.stringify(list).replaceAll('\x7f', '\\u007f')}\n`
      expect(words(text)).toEqual(list)
    }),
  )
  const pieces = fc.constantFrom(
    'notify',
    '=',
    '[',
    ']',
    '"',
    "'",
    '"""',
    '\\',
    '#',
    '\n',
    ' ',
    'a',
    ',',
    '{',
    '}',
    '.',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), parts => {
      words(parts.join(''))
    }),
    { numRuns: 200 },
  )
})
