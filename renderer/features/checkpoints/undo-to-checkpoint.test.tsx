import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SavedBefore } from '../../../ipc/saved-before'
import { checkpointsStore, takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { UndoToCheckpoint } from './undo-to-checkpoint'

const of = (serial: number, more: Partial<SavedBefore> = {}): SavedBefore => ({
  ...{ session: `s${serial}`, checkpoint: { id: madeUpId(serial), at: Date.now() }, how: 'taken', problem: '' },
  ...more,
})

beforeEach(() => {
  closeDialog()
  const list = [1, 2, 3, 4].map(serial => madeUpInfo(serial, { name: `<b>${serial}</b>` }))
  takeCheckpoints({ list, saving: [], trouble: '' })
})
afterEach(cleanup)

const lines = () => screen.getAllByRole('paragraph').map(line => line.textContent)

it('names the checkpoint and opens its plan, with nothing but what the act can have cost', () => {
  const onGo = vi.fn()
  render(<UndoToCheckpoint act="kill" before={[of(1)]} onGo={onGo} />)
  expect(lines()[0]).toMatch(/^Saved as “<b>1<\/b>” of .*\.Undo to checkpoint$/)
  fireEvent.click(screen.getByRole('button', { name: 'Undo to checkpoint' }))
  expect(onGo).toHaveBeenCalledOnce()
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: madeUpId(1), first: { files: 'none' } })
})

it('has a line for each of several sessions, and leads to the list for more', () => {
  render(<UndoToCheckpoint act="send" before={[1, 2, 3, 4].map(serial => of(serial))} />)
  expect(screen.getAllByRole('button').map(one => one.textContent)).toEqual([
    ...['Undo s1 to checkpoint', 'Undo s2 to checkpoint', 'Undo s3 to checkpoint'],
    'Show all checkpoints',
  ])
  expect(lines().at(-1)).toMatch(/^1 more session: /)
  fireEvent.click(screen.getByRole('button', { name: 'Undo s2 to checkpoint' }))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: madeUpId(2), first: {} })
})

it('says of a failed one why, of a deleted one that it is gone, and offers neither', () => {
  const failed = of(1, { checkpoint: null, problem: 'The disk is full.' })
  render(<UndoToCheckpoint act="send" before={[failed, of(9), of(3, { checkpoint: null })]} />)
  expect(lines()).toEqual([
    's1: No checkpoint was taken: The disk is full.',
    expect.stringMatching(/^s9: Its checkpoint of .* was deleted\.$/),
    's3: There is no checkpoint of it.',
  ])
  expect(screen.queryAllByRole('button')).toEqual([])
})

it('says when it is an earlier one, and is silent where none was wanted', () => {
  const { rerender } = render(<UndoToCheckpoint act="add" before={[of(1, { how: 'shared' })]} />)
  expect(lines()[0]).toMatch(/^Shares “.*, saved less than 10 s before\./)
  rerender(<UndoToCheckpoint act="add" before={[of(1, { how: 'unchanged' })]} />)
  expect(lines()[0]).toMatch(/^Nothing had changed since “/)
  rerender(<UndoToCheckpoint act="add" before={[]} />)
  expect(screen.queryAllByRole('paragraph')).toEqual([])
  rerender(<UndoToCheckpoint act="add" before={undefined} />)
  expect(screen.queryAllByRole('paragraph')).toEqual([])
})

it('goes by its time alone while the list is not known', () => {
  checkpointsStore.setState({ told: false, list: [] })
  render(<UndoToCheckpoint act="add" before={[of(1)]} />)
  expect(lines()[0]).toMatch(/^Saved as the checkpoint of /)
})
