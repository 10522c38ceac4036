import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallIn } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import type { SavedBefore } from '../../../ipc/saved-before'
import { madeUpHost } from '../../host/made-up-host'
import { actBook, putAct } from '../../state/act-book'
import { takeCheckpoints } from '../../state/checkpoints-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { UNDO_STAYS } from '../../state/toasts-store'
import { ActStrip } from './act-strip'
import { madeUpDraft, madeUpReceipt, madeUpSend } from './made-up-acts'
import { askedStore } from './send-once'
import { hiddenActs, SUCCESS_STAYS } from './shown-acts'

let calls: readonly { name: string; input: unknown }[]

const chips = () => screen.getAllByRole('listitem').map(item => item.textContent)
const announced = () => document.querySelector('[aria-live="polite"]')?.textContent
const DRAFT = 'There is a draft: “half”.'

beforeEach(() => {
  actBook.setState({ acts: new Map() })
  hiddenActs.setState({ ids: new Set() })
  askedStore.setState({ asked: new Map() })
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

it('tries nothing again while something is still under way', () => {
  act(() => putAct(madeUpSend('a', [madeUpReceipt('%0', 'failed', 'No.'), madeUpReceipt('%1', 'pending')])))
  expect(screen.queryByRole('button', { name: /^Retry/ })).toBeNull()
})

it('offers to clear a draft again when that could not be sent', async () => {
  madeUpHost({ 'prompt.send': () => Promise.reject(new HostError('disconnected', 'The host is gone.')) })
  act(() => putAct(madeUpSend('a', [madeUpDraft('%1', DRAFT)])))
  const clear = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Clear the draft and send' })
  fireEvent.click(clear())
  expect(clear().disabled).toBe(true)
  await waitFor(() => expect(clear().disabled).toBe(false))
})

it('names of older ones only what did not go through, and leads back from the newest alone', () => {
  const checkpoint = { id: madeUpId(1), at: Date.now() }
  const before: SavedBefore[] = [{ session: 'api', how: 'taken', problem: '', checkpoint }]
  takeCheckpoints({ list: [madeUpInfo(1)], saving: [], trouble: '' })
  const receipts = [madeUpReceipt('%0', 'done'), madeUpReceipt('%1', 'failed', 'No.')]
  act(() => {
    putAct({ ...madeUpSend('old', receipts), before })
    putAct({ ...madeUpSend('new', receipts), before })
  })
  expect(chips()).toEqual(['cc_2failed: no', 'cc_1delivered', 'cc_2failed: no'])
  expect(screen.getAllByRole('button', { name: 'Undo to checkpoint' })).toHaveLength(1)
})

it('stays longer where there is a way back, until it is put away where none could be saved, and not under the focus', () => {
  vi.useFakeTimers()
  const checkpoint = { id: madeUpId(1), at: Date.now() }
  const saved: SavedBefore = { session: 'api', how: 'taken', problem: '', checkpoint }
  const done = [madeUpReceipt('%0', 'done')]
  const titles = () => screen.queryAllByRole('region').map(one => one.getAttribute('aria-label'))
  act(() => {
    putAct({ ...madeUpSend('bad', done), title: 'Unsaved', before: [{ ...saved, checkpoint: null, problem: 'Full.' }] })
    putAct({ ...madeUpSend('good', done), title: 'Saved', before: [saved] })
    putAct({ ...madeUpSend('plain', done), title: 'Plain' })
  })
  fireEvent.focus(screen.getByRole('region', { name: 'Plain: receipts' }))
  act(() => vi.advanceTimersByTime(SUCCESS_STAYS))
  expect(titles()).toEqual(['Plain: receipts', 'Saved: receipts', 'Unsaved: receipts'])
  fireEvent.blur(screen.getByRole('region', { name: 'Plain: receipts' }))
  act(() => vi.advanceTimersByTime(UNDO_STAYS))
  expect(titles()).toEqual(['Unsaved: receipts'])
})

it('clears a draft by the same request when its answer was lost, and offers it no more once the host tells of it', async () => {
  const got: CallIn<'prompt.send'>[] = []
  madeUpHost({
    'prompt.send': input => {
      got.push(input)
      throw new HostError('disconnected', 'The host is gone.')
    },
  })
  // Two prompts with the same words to the same agent: each has a decision of its own.
  act(() => {
    for (const id of ['a', 'b']) putAct(madeUpSend(id, [madeUpDraft('%1', DRAFT)]))
  })
  const clear = async (at: number) => {
    const times = got.length + 1
    const button = () => screen.getAllByRole<HTMLButtonElement>('button', { name: 'Clear the draft and send' })[at]
    await waitFor(() => expect(button()?.disabled).toBe(false))
    fireEvent.click(button() as HTMLElement)
    await waitFor(() => expect(got).toHaveLength(times))
  }
  await clear(0)
  await clear(0)
  expect(got[1]).toEqual(got[0])
  await clear(1)
  expect(got[2]?.id).not.toBe(got[0]?.id)
  act(() => putAct(madeUpSend(got[0]?.id ?? '', [madeUpReceipt('%1', 'pending')])))
  expect(screen.getAllByRole('button', { name: 'Clear the draft and send' })).toHaveLength(1)
})
