import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Act } from '../../../ipc/act'
import { putAct } from '../../state/act-book'
import { dialogsStore } from '../../state/dialogs-store'
import { madeUpId } from '../../state/made-up-checkpoints'
import { showToast, toastsStore, UNDO_STAYS } from '../../state/toasts-store'
import { Toasts } from './toasts'

beforeEach(() => {
  vi.useFakeTimers()
  toastsStore.setState({ toasts: [] })
  render(<Toasts />)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const show = (tone: 'done' | 'failure', title: string) => act(() => void showToast({ tone, title, meaning: 'Why.' }))
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

it('stands in a status region that is always there', () => {
  const region = screen.getByRole('status')
  expect(region.getAttribute('aria-live')).toBe('polite')
  show('done', 'Copied')
  expect(region.textContent).toBe('CopiedWhy.')
})

it('goes by itself, but not while somebody is on it', () => {
  show('done', 'Copied')
  const toast = screen.getByText('Copied').closest('.toast')
  if (!toast) throw new Error('no toast')
  fireEvent.pointerEnter(toast)
  pass(60_000)
  expect(screen.queryByText('Copied')).not.toBeNull()
  fireEvent.pointerLeave(toast)
  pass(4000)
  expect(screen.queryByText('Copied')).toBeNull()
})

it('stays when it failed, until it is dismissed', () => {
  show('failure', 'Rename: refused')
  pass(600_000)
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText('Rename: refused')).toBeNull()
})

it('offers the way back as soon as its act tells it, for a while, and goes when that is taken', () => {
  const freeze: Act = {
    ...{ id: 'a', kind: 'freeze', title: 'Freeze', origin: 'page', startedAt: 1, sentInMs: 1, text: '', receipts: [] },
    open: false,
  }
  act(() => void showToast({ tone: 'done', title: 'Frozen', undo: { actId: 'a' }, stay: UNDO_STAYS }))
  act(() => putAct(freeze))
  expect(screen.queryByRole('button', { name: 'Undo to checkpoint' })).toBeNull()
  const checkpoint = { id: madeUpId(1), at: 1 }
  act(() => putAct({ ...freeze, before: [{ session: 'api', how: 'shared', problem: '', checkpoint }] }))
  expect(screen.getByRole('status').textContent).toContain('saved less than 10 s before')
  pass(UNDO_STAYS - 1000)
  fireEvent.click(screen.getByRole('button', { name: 'Undo to checkpoint' }))
  expect(screen.queryByText('Frozen')).toBeNull()
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: madeUpId(1), first: {} })
})
