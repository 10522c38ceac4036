import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { madeUpHost } from '../../host/made-up-host'
import { actBook, putAct } from '../../state/act-book'
import { ActStrip } from './act-strip'
import { madeUpDraft, madeUpReceipt, madeUpSend } from './made-up-acts'
import { hiddenActs, SUCCESS_STAYS } from './shown-acts'

let calls: readonly { name: string; input: unknown }[]

const chips = () => screen.getAllByRole('listitem').map(item => item.textContent)
const announced = () => document.querySelector('[aria-live="polite"]')?.textContent
const DRAFT = 'There is a draft: “half”.'

beforeEach(() => {
  actBook.setState({ acts: new Map() })
  hiddenActs.setState({ ids: new Set() })
  calls = madeUpHost({
    'prompt.send': ({ id, text }) => madeUpSend(id, [madeUpReceipt('%1', 'pending')], text),
    'prompt.retry': ({ id }) => ({ ...madeUpSend(id, [madeUpReceipt('%0', 'pending')]), startedAt: 2 }),
    'act.cancel': ({ id }) => madeUpSend(id, [madeUpReceipt('%0', 'skipped', 'Cancelled before it was sent.')]),
  }).calls
  render(<ActStrip />)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('has a chip for each agent, what failed first, and tells the result politely when it is over', () => {
  const pending = madeUpReceipt('%1', 'pending', 'Held until it is idle. It is working.')
  act(() => putAct(madeUpSend('a', [madeUpReceipt('%0', 'done'), pending])))
  expect(chips()).toEqual(['cc_2held until it is idle. It is working', 'cc_1delivered'])
  expect(announced()).toBe('Send to 2')
  const failed = madeUpReceipt('%1', 'failed', '<b>tmux</b> refused it.')
  act(() => putAct(madeUpSend('a', [madeUpReceipt('%0', 'done'), failed])))
  expect(chips()).toEqual(['cc_2failed: <b>tmux</b> refused it', 'cc_1delivered'])
  expect(announced()).toBe('Send to 2: 1 delivered, 1 failed')
})

it('tries again what failed, and shows the act that begins anew', async () => {
  act(() => putAct(madeUpSend('a', [madeUpReceipt('%0', 'failed', 'No.'), madeUpReceipt('%1', 'done')])))
  fireEvent.click(screen.getByRole('button', { name: 'Retry the 1 failed' }))
  await waitFor(() => expect(chips()).toEqual(['cc_1pending']))
  expect(calls).toEqual([{ name: 'prompt.retry', input: { id: 'a' } }])
})

it('cancels what is held', async () => {
  act(() => putAct(madeUpSend('a', [madeUpReceipt('%0', 'pending', 'Held until it is idle.')])))
  fireEvent.click(screen.getByRole('button', { name: 'Cancel 1 pending' }))
  await waitFor(() => expect(chips()).toEqual(['cc_1skipped: cancelled before it was sent']))
  expect(screen.queryByRole('button', { name: /Cancel/ })).toBeNull()
})

it('offers to clear a draft that is in the way, for those alone, once, and only where that can be done', async () => {
  const receipts = [
    madeUpReceipt('%0', 'done'),
    madeUpDraft('%1', DRAFT),
    madeUpReceipt('%2', 'skipped', DRAFT),
    madeUpReceipt('%3', 'skipped', 'It waits for an answer: “draft?”'),
  ]
  act(() => putAct(madeUpSend('a', receipts)))
  fireEvent.click(screen.getByRole('button', { name: 'Clear the draft and send' }))
  await waitFor(() => expect(calls).toHaveLength(1))
  const to = { target: { kind: 'pane', paneId: '%1' } }
  expect(calls[0]?.input).toMatchObject({ text: 'the text', to, clearDraft: true })
  await waitFor(() => expect(screen.queryByRole('button', { name: /Clear/ })).toBeNull())
})

it('goes away by itself after success alone, and not under the pointer', () => {
  vi.useFakeTimers()
  act(() => putAct(madeUpSend('good', [madeUpReceipt('%0', 'done')])))
  act(() => putAct(madeUpSend('bad', [madeUpReceipt('%0', 'failed'), madeUpReceipt('%1', 'done')])))
  fireEvent.pointerEnter(screen.getByRole('region', { name: 'Send to cc_1: receipts' }))
  act(() => vi.advanceTimersByTime(SUCCESS_STAYS * 2))
  expect(screen.getAllByRole('region')).toHaveLength(2)
  fireEvent.pointerLeave(screen.getByRole('region', { name: 'Send to cc_1: receipts' }))
  act(() => vi.advanceTimersByTime(SUCCESS_STAYS))
  expect(screen.getAllByRole('region').map(one => one.getAttribute('aria-label'))).toEqual(['Send to 2: receipts'])
  fireEvent.click(screen.getByRole('button', { name: 'Put the receipts away' }))
  expect(screen.queryByRole('region')).toBeNull()
})

it('shows prompts alone, the newest three', () => {
  act(() => {
    for (const id of ['a', 'b', 'c', 'd']) putAct(madeUpSend(id, [madeUpReceipt('%0', 'failed', id)]))
    putAct({ ...madeUpSend('e', [madeUpReceipt('%0', 'done')]), kind: 'interrupt' })
  })
  expect(chips()).toEqual(['cc_1failed: d', 'cc_1failed: c', 'cc_1failed: b'])
})
