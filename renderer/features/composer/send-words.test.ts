import { describe, expect, it } from 'vitest'
import { madeUpFleet } from '../../state/made-up-fleet'
import { candidatesOf } from '../../state/receivers'
import { madeUpDraft, madeUpReceipt, madeUpSend } from './made-up-acts'
import {
  byNeed,
  candidateName,
  draftsInTheWay,
  receiptWord,
  scopeShort,
  scopeWords,
  sendSummary,
  verdictWord,
} from './send-words'
import { allDelivered, shownActs } from './shown-acts'

const all = (['done', 'skipped', 'pending', 'failed', 'unconfirmed', 'done'] as const).map((result, at) =>
  madeUpReceipt(`%${at}`, result),
)

describe('receipts in words', () => {
  it('are counted, what is proven first', () => {
    expect(sendSummary(all)).toBe('2 delivered, 1 pending, 1 not confirmed, 1 skipped, 1 failed')
    expect(sendSummary([])).toBe('to nobody')
  })

  it('are ordered by what needs a person, and stay in order among equals', () => {
    expect(byNeed(all).map(one => one.paneId)).toEqual(['%3', '%4', '%1', '%2', '%0', '%5'])
    expect(all[0]?.paneId).toBe('%0')
  })

  it('say why not, in the host’s own words', () => {
    expect(receiptWord(madeUpReceipt('%0', 'done', 'Enter was taken.'))).toBe('delivered')
    expect(receiptWord(madeUpReceipt('%0', 'skipped', 'It is working.'))).toBe('skipped: it is working')
    expect(receiptWord(madeUpReceipt('%0', 'pending', 'Held until it is idle. It is working.'))).toBe(
      'held until it is idle. It is working',
    )
    expect(
      ['pending', 'failed', 'unconfirmed'].map(result => receiptWord(madeUpReceipt('%0', result as 'failed'))),
    ).toEqual(['pending', 'failed', 'not confirmed'])
  })
})

it('finds drafts in the way only where the host offers to clear them, whatever the words are', () => {
  const words = 'There is a draft: “x”.'
  const offered = madeUpDraft('%0', words)
  const others = [madeUpReceipt('%1', 'skipped', words), { ...madeUpDraft('%2', words), result: 'pending' as const }]
  expect(draftsInTheWay(madeUpSend('a', [offered, ...others])).map(one => one.paneId)).toEqual(['%0'])
})

it('names scopes and agents', () => {
  const session = { kind: 'session', sessionId: '$0', name: 'api' } as const
  const pane = { kind: 'pane', paneId: '%0', sessionId: '$0', name: 'cc_1 in api' } as const
  expect([{ kind: 'fleet' } as const, session, pane].map(scopeWords)).toEqual([
    'all agents',
    'session api',
    'cc_1 in api',
  ])
  expect([{ kind: 'fleet' } as const, session, pane].map(scopeShort)).toEqual(['all agents', 'api', 'cc_1 in api'])
  const fleet = madeUpFleet([{ name: 'api', panes: ['idle', 'held'] }])
  const choice = { scope: session, picks: null, types: [], idleOnly: false, whenBusy: 'skip' } as const
  const [idle, held] = candidatesOf(fleet, choice)
  expect(idle && candidateName(idle)).toBe('cc_1 in api, idle: receives')
  expect(held && verdictWord(held.verdict)).toBe('left out: held up')
})

describe('acts in view', () => {
  const acts = new Map(['a', 'b', 'c', 'd'].map(id => [id, madeUpSend(id, [madeUpReceipt('%0', 'done')])]))

  it('are the newest that were not put away', () => {
    expect(shownActs(acts, new Set(['c'])).map(act => act.id)).toEqual(['d', 'b', 'a'])
  })

  it('have nothing left to say only when all is delivered and over', () => {
    const done = madeUpReceipt('%0', 'done')
    expect(allDelivered(madeUpSend('a', [done]))).toBe(true)
    expect(allDelivered({ ...madeUpSend('a', [done]), open: true })).toBe(false)
    expect(allDelivered(madeUpSend('a', [done, madeUpReceipt('%1', 'unconfirmed')]))).toBe(false)
  })
})
