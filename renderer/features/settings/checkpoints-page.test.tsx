import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { CheckpointsPage, checkNames } from './checkpoints-page'

let calls: readonly { name: string; input: unknown }[]

beforeEach(() => {
  calls = madeUpHost({ 'settings.set': () => DEFAULT_SETTINGS }).calls
  render(<CheckpointsPage settings={{ ...DEFAULT_SETTINGS, checkpointEnv: ['NODE_ENV'] }} />)
})
afterEach(cleanup)

const patches = () => calls.map(call => (call.input as { patch: unknown }).patch)

function enter(name: string, value: string) {
  const field = screen.getByLabelText(name)
  fireEvent.change(field, { target: { value } })
  fireEvent.blur(field)
}

it('saves each setting under its own name', async () => {
  fireEvent.click(screen.getByLabelText('Automatic checkpoints'))
  enter('Minutes between automatic ones', '30')
  enter('Room for automatic ones', '500')
  enter('History of each pane', '0')
  enter('Largest file', '7')
  enter('Largest work tree', '90')
  fireEvent.click(screen.getByLabelText('Mask secrets when saving'))
  enter('Environment values that may be saved', 'NODE_ENV, RUST_LOG NODE_ENV')
  await waitFor(() => expect(patches()).toHaveLength(8))
  expect(patches()).toEqual([
    { autoCheckpoints: false },
    { checkpointEveryMin: 30 },
    { checkpointMostMb: 500 },
    { checkpointLines: 0 },
    { checkpointFileMb: 7 },
    { checkpointTreeMb: 90 },
    { maskSecrets: true },
    { checkpointEnv: ['NODE_ENV', 'RUST_LOG'] },
  ])
})

it('saves nothing that the host would refuse, and says why', () => {
  enter('Minutes between automatic ones', '0')
  enter('Environment values that may be saved', 'A=1')
  expect(patches()).toEqual([])
  expect(screen.getByText('Between 1 and 1440.')).toBeTruthy()
  expect(screen.getByText('A=1 is no name of an environment variable.')).toBeTruthy()
})

it('takes no more names than the settings hold', () => {
  expect(checkNames(Array.from({ length: 201 }, (_, at) => `N${at}`).join(' '))).toBe('At most 200 names.')
  expect([checkNames(''), checkNames('_x,Y2')]).toEqual(['', ''])
})
