import { describe, expect, it } from 'vitest'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpReceipt } from '../composer/made-up-acts'
import { firstLine, stillThere, whenWords, whomWords } from './history-words'

const receipt = (index: number, session = 'api') => ({ ...madeUpReceipt(`%${index}`, 'done'), session })

describe('a prompt of the history in words', () => {
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

  it('names the receivers, and counts them when they are many', () => {
    expect(whomWords([receipt(0)])).toBe('cc_1 in api')
    expect(whomWords([receipt(0), receipt(1), receipt(2)])).toBe('cc_1, cc_2 and cc_3 in api')
    expect(whomWords([0, 1, 2, 3, 4].map(at => receipt(at, at > 2 ? 'docs' : 'api')))).toBe(
      'cc_1, cc_2 and 3 more in 2 sessions',
    )
    expect(whomWords([])).toBe('nobody')
  })
})

it('finds an agent again only by id, name and session together', () => {
  const fleet = madeUpFleet([
    { name: 'api', panes: ['idle', 'idle', null] },
    { name: 'docs', panes: ['idle'] },
  ])
  const receipts = [receipt(0), receipt(1, 'docs'), receipt(2), { ...receipt(3, 'docs'), agent: 'cc_1' }, receipt(9)]
  expect(stillThere(fleet, { id: 'x', at: 1, text: '', receipts })).toEqual(['%0', '%3'])
  expect(stillThere(null, { id: 'x', at: 1, text: '', receipts })).toEqual([])
})
