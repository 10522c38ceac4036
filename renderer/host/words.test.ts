import { describe, expect, it } from 'vitest'
import { FAILURE_CODES, HostError } from '../../ipc/failure'
import { WORDS, wordsFor } from './words'

describe('the words of failures', () => {
  it('cover every code and nothing else', () => {
    expect(Object.keys(WORDS).sort()).toEqual([...FAILURE_CODES].sort())
  })

  it.each(FAILURE_CODES)('%s is a short sentence without exclamation', code => {
    const { what, meaning, remedy } = WORDS[code]
    expect(what).toMatch(/^\p{L}.*[.]$/u)
    expect(what.length).toBeLessThan(90)
    for (const part of [meaning, remedy]) expect(part).toMatch(/^$|[.]$/)
    expect(what + meaning + remedy).not.toContain('!')
  })

  it('let the host speak first', () => {
    expect(wordsFor(new HostError('bad-folder', '/x is a file.', 'Choose a folder.'))).toEqual({
      what: '/x is a file.',
      meaning: WORDS['bad-folder'].meaning,
      remedy: 'Choose a folder.',
    })
  })

  it('fill in what the host left out', () => {
    expect(wordsFor(new HostError('no-tmux', ''))).toEqual(WORDS['no-tmux'])
  })

  it('call anything else a bug of ours', () => {
    expect(wordsFor(new TypeError('x is undefined')).remedy).toBe(WORDS.internal.remedy)
  })
})
