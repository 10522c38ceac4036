import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../ipc/model'
import {
  type Doing,
  nowWord,
  type Row,
  receiptsSentence,
  receiptsSummary,
  receiptTitle,
  tookWord,
} from './receipts-words'

function row(result: Receipt['result'], after: Receipt['after'] = 'idle', doing: Doing = 'interrupt'): Row {
  const base = { paneId: '%0', agent: 'cc_1', session: 'api', detail: '', before: 'working', tookMs: 210 } as const
  return { receipt: { ...base, result, after }, doing }
}

const act = (sentInMs: number | null, open = false) => ({ kind: 'interrupt', sentInMs, open }) as const

describe('receipts in words', () => {
  it('sum up what is proven', () => {
    expect(receiptsSummary([row('done'), row('done'), row('skipped')], 'interrupt')).toBe('2 of 2 stopped, 1 skipped')
    expect(receiptsSummary([row('done'), row('pending')], 'interrupt')).toBe('1 of 2 stopped, 1 being checked')
    const frozen = [row('done'), row('done', 'working', 'freeze'), row('failed', 'working')]
    expect(receiptsSummary(frozen, 'interrupt')).toBe('1 of 3 stopped, 1 frozen')
    expect(receiptsSummary([row('done', 'starting', 'start')], 'start')).toBe('1 of 1 started')
  })

  it('claim nothing that was not seen', () => {
    expect(receiptsSummary([row('unconfirmed'), row('skipped'), row('failed')], 'interrupt')).toBe(
      '1 not confirmed, 1 skipped, 1 failed',
    )
    expect(receiptsSummary([row('pending'), row('pending')], 'interrupt')).toBe('2 being checked')
    expect(receiptsSummary([], 'interrupt')).toBe('nothing to interrupt')
    expect(receiptsSummary([], 'freeze')).toBe('no agent')
  })

  it('say when the keys went out and what is open', () => {
    expect(receiptsSentence(act(4), [row('done')])).toBe('Keys went out in 4 ms.')
    expect(receiptsSentence(act(4, true), [row('pending')])).toBe(
      'Keys went out in 4 ms. Looking what each of them does now.',
    )
    expect(receiptsSentence(act(4), [row('unconfirmed'), row('unconfirmed')])).toBe(
      'Keys went out in 4 ms. Whether they stopped is not confirmed for 2 agents.',
    )
    expect(receiptsSentence(act(null), [row('failed')])).toBe('')
    expect(receiptsSentence(act(0), [])).toContain('no key was sent')
  })

  it('say how each is now', () => {
    expect(nowWord(row('done'))).toBe('stopped')
    expect(nowWord(row('done', 'exited'))).toBe('exited')
    expect(nowWord(row('done', 'working', 'freeze'))).toBe('frozen')
    expect(nowWord(row('failed', 'working'))).toBe('still working')
    expect(nowWord(row('failed', 'exited'))).toBe('failed')
    expect(nowWord(row('unconfirmed', 'working'))).toBe('not confirmed')
    expect(receiptTitle('Interrupt', row('pending'))).toBe('Interrupt cc_1 in api: being checked')
    const took = (one: Row) => tookWord(one.receipt)
    expect([took(row('done')), took(row('skipped')), took(row('pending'))]).toEqual(['210 ms', '–', '–'])
  })
})
