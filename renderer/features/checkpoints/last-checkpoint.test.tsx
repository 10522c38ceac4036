import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkpointsStore, takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { CheckpointsSection } from './checkpoints-section'
import { LastCheckpoint } from './last-checkpoint'

const INFOS = [1, 2, 3, 4].map(serial => madeUpInfo(serial, { at: Date.now() - 250_000 }))

beforeEach(() => {
  closeDialog()
  fleetStore.setState({ fleet: madeUpFleet([]), connection: 'open' })
  takeCheckpoints({ list: INFOS, saving: [], trouble: '' })
})
afterEach(cleanup)

const opened = () => dialogsStore.getState().dialog

it('tells in the status bar how old the newest is, and leads to it', () => {
  render(<LastCheckpoint />)
  const last = screen.getByRole('button')
  expect(last.textContent).toBe('last checkpoint 4 min ago')
  fireEvent.click(last)
  expect(opened()).toEqual({ kind: 'checkpoints', show: madeUpId(4) })
})

it('tells in its place of a save that is under way, and nothing where there is none', () => {
  render(<LastCheckpoint />)
  act(() =>
    takeCheckpoints({ list: INFOS, saving: [{ id: 'x', session: 'api', done: 2, total: 5, what: '' }], trouble: '' }),
  )
  expect(screen.getByText('saving a checkpoint of api 2 of 5')).toBeTruthy()
  const file = { act: 'export', step: 2 } as const
  act(() =>
    takeCheckpoints({
      list: [],
      saving: [{ id: 'x', session: 'api', done: 1, total: 2, what: '', file }],
      trouble: '',
    }),
  )
  expect(screen.getByText('exporting a checkpoint of api 75 %')).toBeTruthy()
  act(() => takeCheckpoints({ list: [], saving: [], trouble: '' }))
  expect(document.body.textContent).toBe('')
})

it('names the newest three in the sidebar and counts all', () => {
  render(<CheckpointsSection />)
  const rows = within(screen.getByRole('list', { name: 'Checkpoints' })).getAllByRole('button')
  expect(rows.map(row => row.textContent)).toEqual([
    ...['checkpoint 44m', 'checkpoint 34m', 'checkpoint 24m', 'All checkpoints4'],
  ])
  fireEvent.click(rows[1] as HTMLElement)
  expect(opened()).toEqual({ kind: 'checkpoints', show: madeUpId(3) })
  fireEvent.click(screen.getByRole('button', { name: 'Checkpoints: 4' }))
  expect(opened()).toEqual({ kind: 'checkpoints' })
})

it('tells by their session apart what nobody gave a name', () => {
  render(<CheckpointsSection />)
  const list = INFOS.slice(0, 1).map(info => ({ ...info, name: '', trigger: 'before-interrupt' as const }))
  act(() => takeCheckpoints({ list, saving: [], trouble: '' }))
  expect(screen.getByText('api: before an interrupt')).toBeTruthy()
})

it('claims no number before the host has told one', () => {
  checkpointsStore.setState({ told: false, list: [] })
  render(<CheckpointsSection />)
  expect(screen.getByRole('button', { name: 'Checkpoints' })).toBeTruthy()
})
