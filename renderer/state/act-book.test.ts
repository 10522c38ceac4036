import { beforeEach, expect, it } from 'vitest'
import type { Act } from '../../ipc/act'
import type { Receipt } from '../../ipc/model'
import { actBook, putAct, takeActNews, whenOver } from './act-book'

const receipt: Receipt = {
  ...{ paneId: '%0', agent: 'cc_1', session: 'api', result: 'pending', detail: 'Escape sent.' },
  ...{ before: 'working', after: 'working', tookMs: 0 },
}

function act(id: string, open: boolean, more: Partial<Act> = {}): Act {
  const base = { kind: 'interrupt', title: 'Interrupt', origin: 'page', startedAt: 0, sentInMs: 1, text: '' } as const
  return { ...base, id, open, receipts: [receipt], ...more }
}

const known = (id: string) => actBook.getState().acts.get(id)

beforeEach(() => actBook.setState({ acts: new Map() }))

it('has every act as it was told last, and never one that is over as open again', () => {
  takeActNews({ open: [act('a', true)] })
  takeActNews({ act: act('b', true) })
  takeActNews({ act: act('a', false, { sentInMs: 7 }) })
  putAct(act('a', true))
  expect(known('a')).toMatchObject({ open: false, sentInMs: 7 })
  expect(known('b')?.open).toBe(true)
})

it('has one open again that is tried once more', () => {
  putAct(act('a', false))
  putAct(act('a', true, { startedAt: 1 }))
  expect(known('a')?.open).toBe(true)
})

it('claims nothing about an act that ended while the host was away', () => {
  takeActNews({ open: [act('a', true), act('b', true)] })
  takeActNews({ open: [act('b', true)] })
  expect(known('a')).toMatchObject({
    open: false,
    receipts: [{ result: 'unconfirmed', detail: expect.stringContaining('connection') }],
  })
  expect(known('b')).toMatchObject({ open: true, receipts: [{ result: 'pending' }] })
})

it('forgets the oldest of those that are over, none that is open', () => {
  putAct(act('open', true))
  for (let n = 0; n < 130; n++) putAct(act(`over ${n}`, false))
  expect(actBook.getState().acts.size).toBe(101)
  expect([known('open')?.open, known('over 29'), known('over 30')?.id]).toEqual([true, undefined, 'over 30'])
})

it('tells when one is over, at once where it is', async () => {
  putAct(act('a', true))
  const waiting = whenOver('a')
  putAct(act('b', false))
  expect(await whenOver('b')).toMatchObject({ id: 'b' })
  expect(await whenOver('unheard')).toBeNull()
  putAct(act('a', false))
  expect(await waiting).toMatchObject({ id: 'a', open: false })
})
