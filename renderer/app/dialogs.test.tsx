import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { madeUpHost } from '../host/made-up-host'
import { closeDialog, openDialog } from '../state/dialogs-store'
import { Dialogs } from './dialogs'

beforeEach(() => {
  madeUpHost({ 'agentTypes.list': () => ({ types: [] }) })
  closeDialog()
  render(<Dialogs />)
})
afterEach(() => {
  act(() => closeDialog())
  cleanup()
})

const nameField = () => screen.getByLabelText<HTMLInputElement>('Session name')

it('gives back a form with its draft when the receipts above it are closed', () => {
  act(() => openDialog({ kind: 'new-session' }))
  fireEvent.change(nameField(), { target: { value: 'my draft' } })
  const field = nameField()
  act(() => openDialog({ kind: 'receipts', title: 'Interrupt all', receipts: [] }))
  fireEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByText('Interrupt all: no agent was started')).toBeNull()
  expect(nameField()).toBe(field)
  expect(nameField().value).toBe('my draft')
})

it('shows nothing while nothing is open', () => {
  expect(screen.queryByRole('dialog')).toBeNull()
})
