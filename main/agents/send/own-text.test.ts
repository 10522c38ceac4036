import { expect, test } from 'vitest'
import { isOurs } from './own-text'

const text = 'Please mend the build,\n\tthen run `npm test`; 漢字 é 😀'

test('the whole text, its wrapped or visible part, and a stand-in for it are ours', () => {
  for (const draft of [
    text,
    'Please mend the bui\n  ld, then run `npm test`; 漢字 é',
    'then run `npm test`;',
    '[Pasted text #1 +2 lines]',
    '[Pasted text #1\n+2 lines]',
    '[Pasted Content 1024 chars]',
  ])
    expect(isOurs(draft, text), draft).toBe(true)
  expect(isOurs(';', ';')).toBe(true)
  expect(isOurs('go', 'go')).toBe(true)
  expect(isOurs('😀', '😀!!')).toBe(true)
})

test('what somebody typed alone, before it or behind it is not', () => {
  for (const draft of [
    'rm ',
    'my own words',
    `rm ${text}`,
    `${text} and`,
    'the',
    '[Pasted text #1 +2 lines] and also',
    'x[Pasted text #1]',
  ])
    expect(isOurs(draft, text), draft).toBe(false)
  expect(isOurs('a', ';')).toBe(false)
  expect(isOurs('go on', 'go')).toBe(false)
})
