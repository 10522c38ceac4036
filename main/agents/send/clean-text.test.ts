import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanPrompt } from './clean-text'

test('text goes as it is, but for control characters, which are counted', () => {
  const plain = '-x; "q" \'q\' `$(x)` \\ \t/ @ ! #\n😀👩‍👩‍👧 é 漢;'
  expect(cleanPrompt(plain)).toEqual({ text: plain, note: '' })
  expect(cleanPrompt('a\r\nb\rc')).toEqual({ text: 'a\nb\nc', note: '' })
  expect(cleanPrompt('a\x1b[201~b')).toEqual({ text: 'a[201~b', note: 'One control character was left out.' })
  expect(cleanPrompt('\x00\x9b\x7f')).toEqual({ text: '', note: '3 control characters were left out.' })
  expect(cleanPrompt('a\ud800b')).toEqual({ text: 'a\ufffdb', note: 'Broken characters were replaced.' })
})

test('whatever is asked, nothing is left that a terminal takes for a key or the end of a paste', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), asked => {
      const { text } = cleanPrompt(asked)
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      expect(cleanPrompt(text)).toEqual({ text, note: '' })
    }),
  )
})
