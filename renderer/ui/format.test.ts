import { describe, expect, it } from 'vitest'
import { firstLine, whenWords } from './format'

describe('moments and texts in words', () => {
  it('tells no more of the time than needed', () => {
    const now = new Date(2026, 10, 22, 14, 0).getTime()
    const [today, month, year] = [
      new Date(2026, 10, 22, 9, 5),
      new Date(2026, 10, 3, 9, 5),
      new Date(2025, 10, 22, 9, 5),
    ].map(date => whenWords(date.getTime(), now))
    expect(today).toMatch(/^0?9.05\D*$/)
    expect(month).toMatch(/3/)
    expect(month).not.toMatch(/2026/)
    expect(year).toMatch(/2025/)
  })

  it('begins with the first line that says something', () => {
    expect(firstLine('\n\n   do it\r\nthen that')).toBe('do it')
    expect(firstLine('x'.repeat(100_000))).toHaveLength(300)
    expect(firstLine(' \n')).toBe('')
  })
})
