import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { viewStore } from '../../state/view-store'
import { PaletteDialog } from './palette-dialog'

beforeEach(() => {
  // happy-dom lays nothing out.
  Element.prototype.scrollIntoView = () => {}
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'payments', panes: ['waiting'] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  settingsStore.setState({ settings: DEFAULT_SETTINGS })
  closeDialog()
})
afterEach(cleanup)

const options = () => screen.getAllByRole('option').map(option => option.textContent)

it('finds by parts of words, and Enter runs what is marked', async () => {
  const onClose = vi.fn()
  render(<PaletteDialog onClose={onClose} />)
  const query = screen.getByRole('combobox')
  fireEvent.change(query, { target: { value: 'pymts' } })
  await waitFor(() => expect(options()).toHaveLength(2))
  expect(options().join()).not.toContain('Settings')
  fireEvent.keyDown(query, { key: 'Enter' })
  expect(onClose).toHaveBeenCalledOnce()
  expect(viewStore.getState().view.kind).not.toBe('fleet')
})

it('picks by number while nothing was typed', () => {
  const onClose = vi.fn()
  render(<PaletteDialog onClose={onClose} />)
  fireEvent.keyDown(screen.getByRole('combobox'), { key: '1' })
  expect(onClose).toHaveBeenCalledOnce()
  expect(dialogsStore.getState().dialog?.kind).toBe('new-session')
})

it('pins the marked one by Ctrl+P', async () => {
  const { calls } = madeUpHost({ 'settings.set': ({ patch }) => ({ ...DEFAULT_SETTINGS, ...(patch as object) }) })
  render(<PaletteDialog onClose={() => {}} />)
  await waitFor(() => expect(screen.getAllByRole('option')[0]?.getAttribute('aria-selected')).toBe('true'))
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'p', ctrlKey: true })
  await screen.findByText('Pinned')
  expect(calls).toEqual([{ name: 'settings.set', input: { patch: { pinned: ['command:session.new'] } } }])
})

it('is a dialog of that name', () => {
  render(<PaletteDialog onClose={() => {}} />)
  expect(screen.getByRole('dialog', { name: 'Command palette' })).toBeTruthy()
})
