import { describe, expect, it } from 'vitest'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpReceipt } from '../composer/made-up-acts'
import { stillThere, whomWords } from './history-words'

const receipt = (index: number, session = 'api') => ({ ...madeUpReceipt(`%${index}`, 'done'), session })

describe('a prompt of the history in words', () => {
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
