import { describe, expect, it } from 'vitest'
import { madeUpInfo } from '../../state/made-up-checkpoints'
import { dataSize, grouped } from '../../ui/format'
import { ago, checkpointTitle, holdsWords, linesWords, sizeWords } from './checkpoint-words'

describe('a checkpoint in words', () => {
  it('goes by its name, else by why it was taken', () => {
    expect(checkpointTitle(madeUpInfo(1))).toBe('checkpoint 1')
    expect(checkpointTitle(madeUpInfo(1, { name: '', trigger: 'before-kill' }))).toBe('Before a kill')
  })

  it('tells how long ago in the largest unit that says something, then the date', () => {
    const now = new Date(2026, 10, 22, 14).getTime()
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
    const words = [0, 59_999, minute, 59 * minute, hour, 23 * hour, day, 6 * day].map(ms => ago(now - ms, now))
    expect(words).toEqual([
      ...['just now', 'just now', '1 min ago', '59 min ago', '1 h ago', '23 h ago', '1 day ago', '6 days ago'],
    ])
    expect(ago(now - 8 * day, now)).toMatch(/14/)
    // A clock that went back.
    expect(ago(now + hour, now)).toBe('just now')
  })

  it('tells what it holds and what it costs', () => {
    expect(holdsWords({ panes: 1, trees: 0 })).toBe('1 pane')
    expect(holdsWords({ panes: 6, trees: 2 })).toBe('6 panes, 2 work trees')
    expect(sizeWords({ bytes: 2_400_000, added: 0 })).toBe('2.4 MB, added 0 B to the disk')
    expect([linesWords(1), linesWords(12_400)]).toEqual(['1 line', `${grouped(12_400)} lines`])
  })
})

it('writes sizes with two digits that say something', () => {
  const sizes = [0, 999, 1000, 9_940, 9_950, 999_499, 999_500, 2_400_000_000, -5].map(dataSize)
  expect(sizes).toEqual(['0 B', '999 B', '1.0 KB', '9.9 KB', '10 KB', '999 KB', '1.0 MB', '2.4 GB', '0 B'])
})
