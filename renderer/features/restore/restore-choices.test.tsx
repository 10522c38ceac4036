import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CheckpointInfo, RestoreChoice, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { restoresStore, takeCheckpoints, takeRestores } from '../../state/checkpoints-store'
import { dialogsStore, openDialog } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId, madeUpInfo, madeUpPlanPane } from '../../state/made-up-checkpoints'
import { toastsStore } from '../../state/toasts-store'
import { RestoreDialog } from './restore-dialog'

let calls: readonly { name: string; input: unknown }[]
let finish: (run: RestoreRun) => void
let fail: (error: Error) => void
let plan: (choice: RestoreChoice) => RestorePlan | Promise<RestorePlan>

const planOf = (choice: RestoreChoice): RestorePlan => ({
  ...{ checkpoint: madeUpId(1), choice, session: 'api', folders: [], trees: [] },
  panes: [madeUpPlanPane('0.0', 'cc_1'), madeUpPlanPane('0.1', 'cc_2')],
})

const run = (id: string, more: Partial<RestoreRun> = {}): RestoreRun => ({
  ...{ id, checkpoint: madeUpId(1), session: 'api', step: 'building', done: [], total: 3, problem: '' },
  ...{ sessionId: '', stands: false },
  ...more,
})

beforeEach(() => {
  plan = planOf
  restoresStore.setState({ runs: new Map() })
  toastsStore.setState({ toasts: [] })
  fleetStore.setState({ fleet: null, connection: 'open' })
  calls = madeUpHost({
    'restore.plan': ({ choice }) => plan(choice),
    'restore.run': () =>
      new Promise<RestoreRun>((resolve, reject) => {
        finish = resolve
        fail = reject
      }),
    'restore.rollback': () => new Promise<RestoreRun>(() => {}),
  }).calls
})
afterEach(cleanup)

const inputs = (name: string) => calls.filter(call => call.name === name).map(call => call.input)
const choices = () => inputs('restore.plan').map(input => (input as { choice: RestoreChoice }).choice)
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const tell = (list: CheckpointInfo[]) => takeCheckpoints({ list, saving: [], trouble: '' })

async function show(more: Partial<CheckpointInfo> = {}, first?: Partial<RestoreChoice>) {
  tell([madeUpInfo(1, more)])
  const view = render(<RestoreDialog checkpoint={madeUpId(1)} {...(first && { first })} onClose={() => {}} />)
  await screen.findByRole('table')
  return view
}

/** Presses *Restore*; the id of the run. */
async function begin() {
  await waitFor(() => expect(button('Restore 2 parts').disabled).toBe(false))
  fireEvent.click(button('Restore 2 parts'))
  await waitFor(() => expect(inputs('restore.run')).not.toHaveLength(0))
  return (inputs('restore.run').at(-1) as { id: string }).id
}

it('begins at Cancel, with what it was opened for', async () => {
  await show({}, { files: 'none' })
  expect(document.activeElement).toBe(button('Cancel'))
  expect(choices()[0]).toMatchObject({ files: 'none', layout: true })
})

it('starts nothing that came from a file: each command is read first', async () => {
  await show({ trigger: 'import' })
  expect(box('Start agents').disabled).toBe(true)
  expect(screen.getByText(/read each command before you start it/)).toBeTruthy()
})

it('asks for no files where none were saved', async () => {
  await show({ trees: 0 })
  expect(button('Files only').disabled).toBe(true)
  fireEvent.click(button('Everything'))
  await waitFor(() => expect(choices()).toHaveLength(2))
  expect(choices()[1]).toMatchObject({ layout: true, files: 'none' })
})

it('leaves out layout and conversations, and takes files beside the old ones first', async () => {
  await show({}, { files: 'none' })
  fireEvent.click(box('Layout'))
  fireEvent.click(box('Conversations'))
  fireEvent.click(box('Files'))
  await waitFor(() => expect(choices()).toHaveLength(2))
  expect(choices()[1]).toMatchObject({ layout: false, conversations: false, files: 'worktree' })
})

it('runs no plan of before when that of now could not be made', async () => {
  await show()
  plan = () => Promise.reject(new HostError('store-damaged', 'The manifest is gone.'))
  fireEvent.click(box('Layout'))
  expect((await screen.findByRole('alert')).textContent).toContain('The manifest is gone.')
  expect(button('Restore 2 parts').disabled).toBe(true)
})

it('drops the failure that comes late for an earlier choice', async () => {
  await show()
  let late = (_: Error) => {}
  plan = choice => (choice.layout ? planOf(choice) : new Promise((_, reject) => (late = reject)))
  fireEvent.click(box('Layout'))
  await waitFor(() => expect(choices()).toHaveLength(2))
  fireEvent.click(box('Layout'))
  await waitFor(() => expect(choices()).toHaveLength(3))
  await waitFor(() => expect(button('Restore 2 parts').disabled).toBe(false))
  await act(async () => late(new HostError('store-damaged', 'The manifest is gone.')))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(button('Restore 2 parts').disabled).toBe(false)
})

it('goes on to make a folder whose name is typed anew', async () => {
  const gone = { from: '/gone', to: '/gone', why: 'saved', panes: 1, problem: '/gone is gone.', create: false } as const
  plan = choice => ({ ...planOf(choice), folders: [gone] })
  await show()
  fireEvent.click(box('create it'))
  fireEvent.change(screen.getByLabelText('Start in, instead of /gone'), { target: { value: '/other' } })
  await waitFor(() => expect(choices().at(-1)?.folders).toEqual([{ from: '/gone', to: '/other', create: true }]))
})

it('stays at its checkpoint when the list loses that meanwhile', async () => {
  await show()
  const id = await begin()
  act(() => tell([]))
  act(() => takeRestores({ run: run(id) }))
  expect(screen.getByText('Building windows and panes…')).toBeTruthy()
})

it('offers the session and nothing to take back once it is done, and what is open closes on the way there', async () => {
  openDialog({ kind: 'checkpoints' })
  openDialog({ kind: 'restore', checkpoint: madeUpId(1) })
  await show()
  const id = await begin()
  await act(async () => finish(run(id, { step: 'done', sessionId: '$0' })))
  expect(screen.queryByRole('button', { name: 'Roll back' })).toBeNull()
  expect(document.activeElement).toBe(button('Show session'))
  fireEvent.click(button('Show session'))
  expect(dialogsStore.getState()).toEqual({ dialog: null, under: null })
})

it('leads to no session where none was made', async () => {
  await show()
  const id = await begin()
  await act(async () => finish(run(id, { step: 'done' })))
  expect(button('Done')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Show session' })).toBeNull()
})

it('says what was not done as a message when it was closed before it stopped', async () => {
  const { unmount } = await show()
  const id = await begin()
  unmount()
  await act(async () => finish(run(id, { step: 'failed', problem: 'tmux said no.', sessionId: '$0' })))
  expect(toastsStore.getState().toasts).toMatchObject([
    {
      ...{ tone: 'failure', title: 'The restore stopped', meaning: 'tmux said no.' },
      remedy: '0 of 3 steps done, 3 not. The session that was made is kept.',
    },
  ])
})

it('says as a message that nothing was begun when it was closed meanwhile', async () => {
  const { unmount } = await show()
  await begin()
  unmount()
  await act(async () => fail(new HostError('refused', 'Another restore runs.')))
  expect(toastsStore.getState().toasts.map(toast => toast.title)).toEqual(['Restore: Another restore runs.'])
})

it('keeps the end that was told when its answer is lost afterwards', async () => {
  await show()
  const id = await begin()
  act(() => takeRestores({ run: run(id, { step: 'done', sessionId: '$0' }) }))
  await act(async () => fail(new HostError('disconnected', 'The host is gone.')))
  expect(screen.getByText('Restored as api')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})

it('takes back once however often it is pressed', async () => {
  await show()
  const id = await begin()
  await act(async () => finish(run(id, { step: 'cancelled', stands: true })))
  fireEvent.click(button('Roll back'))
  fireEvent.click(button('Roll back'))
  expect(inputs('restore.rollback')).toEqual([{ id }])
  // What is being taken away is nothing to go on with.
  fireEvent.click(button('Continue'))
  expect(inputs('restore.run')).toHaveLength(1)
})
