import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../ipc/model'
import { nowWord, receiptsSentence, receiptsSummary, tookWord } from './receipts-words'

function receipt(result: Receipt['result'], after: Receipt['after'] = 'idle'): Receipt {
  return { paneId: '%0', agent: 'cc_1', session: 'api', result, detail: '', before: 'working', after, tookMs: 210 }
}

describe('receipts in words', () => {
  it('sum up what is proven', () => {
    expect(receiptsSummary([receipt('done'), receipt('done'), receipt('skipped')])).toBe('2 of 3 stopped')
  })

  it('claim nothing that was not seen', () => {
    expect(receiptsSummary([receipt('unconfirmed'), receipt('skipped'), receipt('failed')])).toBe(
      '1 not confirmed, 1 skipped, 1 failed',
    )
    expect(receiptsSummary([])).toBe('nothing to interrupt')
  })

  it('say when the keys went out and what is open', () => {
    expect(receiptsSentence([receipt('done')], 4)).toBe('Keys went out in 4 ms.')
    expect(receiptsSentence([receipt('unconfirmed'), receipt('unconfirmed')], 4)).toBe(
      'Keys went out in 4 ms. Whether they stopped is not confirmed for 2 agents.',
    )
    expect(receiptsSentence([receipt('failed')], null)).toBe('')
    expect(receiptsSentence([], 0)).toContain('no key was sent')
  })

  it('say how each is now', () => {
    expect(nowWord(receipt('done'))).toBe('stopped')
    expect(nowWord(receipt('done', 'exited'))).toBe('exited')
    expect(nowWord(receipt('unconfirmed', 'working'))).toBe('not confirmed')
    expect([tookWord(receipt('done')), tookWord(receipt('skipped'))]).toEqual(['210 ms', '–'])
  })
})
