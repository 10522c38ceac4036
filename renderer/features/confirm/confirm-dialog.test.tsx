import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { madeUpHost } from '../../host/made-up-host'
import { confirmStore } from '../../state/confirm-store'
import { confirmLink, confirmPaste } from './confirm'
import { ConfirmDialog } from './confirm-dialog'

afterEach(() => {
  confirmStore.getState().answer(false)
  cleanup()
})

function ask(question: () => Promise<boolean>): Promise<boolean> {
  let answer: Promise<boolean> = Promise.resolve(false)
  render(<ConfirmDialog />)
  act(() => {
    answer = question()
  })
  return answer
}

it('opens a link after its target was shown', async () => {
  const answer = ask(() => confirmLink('https://u@evil.test/p'))
  expect(screen.getByRole('dialog', { name: 'Open link' }).textContent).toContain('https://u@evil.test/p')
  fireEvent.click(screen.getByRole('button', { name: 'Open link' }))
  expect(await answer).toBe(true)
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('takes closing for no', async () => {
  const answer = ask(() => confirmPaste('a\nb'))
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
  expect(await answer).toBe(false)
})

it('shows what would be pasted as text, and stops asking when told so', async () => {
  const { calls } = madeUpHost({})
  const answer = ask(() => confirmPaste('<b>one</b>\ntwo'))
  expect(screen.getByRole('dialog', { name: 'Paste several lines' }).textContent).toContain('<b>one</b>\ntwo')
  fireEvent.click(screen.getByRole('checkbox'))
  fireEvent.click(screen.getByRole('button', { name: 'Paste 2 lines' }))
  expect(await answer).toBe(true)
  expect(calls).toEqual([{ name: 'settings.set', input: { patch: { confirmMultilinePaste: false } } }])
})
