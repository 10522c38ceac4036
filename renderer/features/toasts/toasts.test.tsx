import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { showToast, toastsStore } from '../../state/toasts-store'
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
