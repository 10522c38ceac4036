import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { takeCheckpoints } from '../../state/checkpoints-store'
import { dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { CheckpointDialog } from './checkpoint-dialog'

type Saved = CallOut<'checkpoint.save'>

const closed = vi.fn()
let calls: readonly { name: string; input: unknown }[]
let finish: (saved: Saved) => void
let fail: (error: Error) => void

const trees = [
  { path: '/src/<i>x</i>', files: 8, bytes: 2_000_000, left: 1 },
  { path: '/src/clean', files: 0, bytes: 0, left: 0 },
  { path: '/src/vast', files: null, bytes: 0, left: 0 },
]

beforeEach(() => {
  closed.mockClear()
  fleetStore.setState({ fleet: madeUpFleet([{ name: '<b>api</b>', panes: ['working'] }]), connection: 'open' })
  toastsStore.setState({ toasts: [] })
  takeCheckpoints({ list: [], saving: [], trouble: '' })
  calls = madeUpHost({
    'checkpoint.estimate': () => ({ panes: 3, rows: 4000, bytes: 2_400_000, trees }),
    'checkpoint.save': () =>
      new Promise<Saved>((resolve, reject) => {
        finish = resolve
        fail = reject
      }),
    'checkpoint.cancel': () => ({}),
  }).calls
})
afterEach(cleanup)

const open = () => render(<CheckpointDialog sessionId="$0" onClose={closed} />)
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const saves = () => calls.filter(call => call.name === 'checkpoint.save').map(call => call.input as { id: string })
const toasts = () => toastsStore.getState().toasts

async function save() {
  fireEvent.click(button('Save checkpoint'))
  await waitFor(() => expect(saves()).not.toHaveLength(0))
}

it('says what will be included and about how large it is', async () => {
  open()
  const included = await screen.findByRole('region', { name: 'What will be included' })
  expect(included.textContent).toContain('3 panes')
  expect(included.textContent).toContain('/src/<i>x</i>')
  expect(included.textContent).toContain('About 2.4 MB')
  expect(screen.getByText('8 files, 2.0 MB, 1 left out')).toBeTruthy()
  expect(screen.getByText('none')).toBeTruthy()
  expect(screen.getByText('could not be counted')).toBeTruthy()
})

it('can be saved though nobody knows how large it will be', async () => {
  madeUpHost({})
  open()
  await screen.findByRole('alert')
  expect(button('Save checkpoint').disabled).toBe(false)
})

it('saves under a suggested name with its message, then offers to show it', async () => {
  open()
  fireEvent.click(button('all green'))
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('all green')
  fireEvent.change(screen.getByLabelText('Message'), { target: { value: '  214 tests ' } })
  await save()
  expect(saves()).toEqual([{ id: expect.any(String), sessionId: '$0', name: 'all green', message: '214 tests' }])
  finish({ info: madeUpInfo(7, { name: 'all green' }), problems: [] })
  await waitFor(() => expect(closed).toHaveBeenCalledOnce())
  expect(toasts()).toMatchObject([{ tone: 'done', title: 'Checkpoint saved: all green' }])
  toasts()[0]?.action?.run()
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'checkpoints', show: madeUpId(7) })
})

it('says what could not be saved', async () => {
  open()
  await save()
  finish({ info: madeUpInfo(7), problems: ['cc_2 was gone.', 'The file x was too large.'] })
  await waitFor(() => expect(toasts()).toHaveLength(1))
  expect(toasts()[0]).toMatchObject({ tone: 'notice', remedy: 'cc_2 was gone. The file x was too large.' })
  expect(toasts()[0]?.title).toContain('not all of it')
})

it('shows how far it is, and cancels under the same id', async () => {
  open()
  await save()
  const id = saves()[0]?.id ?? ''
  act(() =>
    takeCheckpoints({ list: [], saving: [{ id, session: 'api', done: 3, total: 9, what: 'cc_2' }], trouble: '' }),
  )
  const bar = screen.getByRole('progressbar', { name: 'Saving' })
  expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['3', '9'])
  expect(screen.getByRole('status').parentElement?.textContent).toBe('cc_2 3 of 9')
  fireEvent.click(button('Cancel saving'))
  expect(calls.at(-1)).toEqual({ name: 'checkpoint.cancel', input: { id } })
  fail(new HostError('cancelled', 'Cancelled.'))
  await screen.findByText('It was cancelled; nothing was saved.')
  expect(toasts()).toEqual([])
  expect(button('Save checkpoint').disabled).toBe(false)
})

it('keeps name and message when it failed', async () => {
  open()
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'mine' } })
  await save()
  fail(new HostError('store-damaged', 'The disk is full.'))
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.')
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('mine')
  expect(closed).not.toHaveBeenCalled()
})

it('goes on when it is closed, and then tells of its failure', async () => {
  const { unmount } = open()
  await save()
  unmount()
  fail(new HostError('store-damaged', 'The disk is full.'))
  await waitFor(() => expect(toasts()).toMatchObject([{ tone: 'failure', title: 'Checkpoint: The disk is full.' }]))
})
