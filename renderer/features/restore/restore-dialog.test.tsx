import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RestoreChoice, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { restoresStore, takeCheckpoints, takeRestores } from '../../state/checkpoints-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId, madeUpInfo, madeUpPlanPane } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { viewStore } from '../../state/view-store'
import { RestoreDialog } from './restore-dialog'

const closed = vi.fn()
let calls: readonly { name: string; input: unknown }[]
let finish: (run: RestoreRun) => void
let fail: (error: Error) => void
let rolled: (run: RestoreRun) => void
let plan: (choice: RestoreChoice) => RestorePlan | Promise<RestorePlan>

function planOf(choice: RestoreChoice): RestorePlan {
  const on = (key: string) => choice.panes?.includes(key) ?? true
  return {
    checkpoint: madeUpId(1),
    choice,
    session: choice.session || 'api-v2',
    panes: [
      madeUpPlanPane('0.0', 'cc_1', { act: on('0.0') ? 'create' : 'skip' }),
      madeUpPlanPane('0.1', '<b>cc_2</b>', { act: 'lives' }),
      madeUpPlanPane('0.2', 'shell_1', {
        act: on('0.2') ? 'create' : 'skip',
        conversation: 'none',
        command: 'npm run dev',
        problems: ['Its folder is gone.'],
      }),
    ],
    folders: [
      { from: '/src/api', to: '/src/api-restore', why: 'work-tree', create: false, panes: 1, problem: '' },
      {
        ...{ from: '/gone', to: '/gone', why: 'saved', create: false, panes: 1, problem: '/gone is gone.' },
        ...(choice.folders?.length ? { why: 'chosen' as const, create: true, problem: '' } : {}),
      },
    ],
    trees: [
      {
        ...{ path: '/src/api', target: '/src/api-restore', branch: 'restore/x', files: 4, problems: [] },
        act: choice.files === 'none' ? 'skip' : choice.files,
      },
    ],
  }
}

const run = (id: string, more: Partial<RestoreRun> = {}): RestoreRun => ({
  ...{
    id,
    checkpoint: madeUpId(1),
    session: 'api-v2',
    step: 'building',
    done: [],
    total: 3,
    problem: '',
    sessionId: '',
    stands: false,
  },
  ...more,
})

beforeEach(() => {
  closed.mockClear()
  plan = planOf
  takeCheckpoints({ list: [madeUpInfo(1, { name: 'before refactor', panes: 3 })], saving: [], trouble: '' })
  restoresStore.setState({ runs: new Map() })
  toastsStore.setState({ toasts: [] })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  calls = madeUpHost({
    'restore.plan': ({ choice }) => plan(choice),
    'restore.run': () =>
      new Promise<RestoreRun>((resolve, reject) => {
        finish = resolve
        fail = reject
      }),
    'restore.cancel': () => ({}),
    'restore.rollback': () => new Promise<RestoreRun>(resolve => (rolled = resolve)),
  }).calls
})
afterEach(cleanup)

const inputs = (name: string) => calls.filter(call => call.name === name).map(call => call.input)
const choices = () => inputs('restore.plan').map(input => (input as { choice: RestoreChoice }).choice)
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const row = (name: string) => screen.getByRole('row', { name: new RegExp(name) }).textContent
const started = () => (inputs('restore.run') as { id: string; plan: RestorePlan }[]).at(-1)

async function show() {
  const view = render(<RestoreDialog checkpoint={madeUpId(1)} onClose={closed} />)
  await screen.findByRole('table')
  return view
}

async function begin(parts = 3) {
  const times = inputs('restore.run').length + 1
  await waitFor(() => expect(button(`Restore ${parts} parts`).disabled).toBe(false))
  fireEvent.click(button(`Restore ${parts} parts`))
  await waitFor(() => expect(inputs('restore.run')).toHaveLength(times))
  return started()?.id ?? ''
}

it('shows what will be made, what still lives, and what cannot come back and why', async () => {
  await show()
  expect(screen.getByText('Restore “before refactor” of api')).toBeTruthy()
  expect(screen.getByRole('dialog').textContent).toContain('2 panes · 1 conversation · 4 changed files')
  expect(screen.getByRole('dialog').textContent).toContain('Nothing that runs is touched.')
  expect(row('Session')).toContain('api is running')
  expect(row('cc_1')).toMatch(/conversation as of .*, then waits/)
  expect(row('<b>cc_2</b>')).toContain('left aloneit is there')
  expect(box('<b>cc_2</b>').disabled).toBe(true)
  expect(row('shell_1')).toBe('shell_1command shown, not startednpm run devIts folder is gone.')
  expect(row('new work tree, branch')).toContain('/src/api-restore')
  expect(button('Restore 3 parts').disabled).toBe(false)
})

it('asks for the plan again once choices rest, and promises nothing of an older one', async () => {
  await show()
  fireEvent.click(box('cc_1'))
  fireEvent.click(box('Start agents'))
  fireEvent.change(screen.getByLabelText('Where files go'), { target: { value: 'none' } })
  expect(button(/^Restore/).disabled).toBe(true)
  await waitFor(() => expect(button('Restore 1 part').disabled).toBe(false))
  expect(choices()).toHaveLength(2)
  expect(choices()[1]).toEqual({
    ...{ layout: true, conversations: true, files: 'none', panes: ['0.1', '0.2'], start: true, session: '' },
  })
})

it('says that files are replaced, and what is saved before, when that was chosen', async () => {
  await show()
  fireEvent.change(screen.getByLabelText('Where files go'), { target: { value: 'inplace' } })
  await screen.findByText(/files are replaced where you chose so/)
  expect(row('Files')).toContain('what is there now is saved as a checkpoint first')
})

it('drops a plan that comes late for an earlier choice', async () => {
  await show()
  let late = (_: RestorePlan) => {}
  plan = choice => (choice.session === 'slow' ? new Promise(resolve => (late = resolve)) : planOf(choice))
  const name = screen.getByLabelText('Session name')
  fireEvent.change(name, { target: { value: 'slow' } })
  await waitFor(() => expect(choices()).toHaveLength(2))
  fireEvent.change(name, { target: { value: 'quick' } })
  await waitFor(() => expect(choices()).toHaveLength(3))
  await act(async () => late({ ...planOf(firstOf()), panes: [] }))
  expect(button('Restore 3 parts').disabled).toBe(false)
})
const firstOf = () => choices()[0] as RestoreChoice

it('refuses a name that tmux or another session has', async () => {
  await show()
  for (const name of ['a:b', 'api']) {
    fireEvent.change(screen.getByLabelText('Session name'), { target: { value: name } })
    await waitFor(() => expect(screen.getByLabelText('Session name').getAttribute('aria-invalid')).toBe('true'))
    expect(button(/^Restore \d/).disabled).toBe(true)
  }
})

it('has the common choices by one press', async () => {
  await show()
  fireEvent.click(button('Files only'))
  await waitFor(() => expect(button('Restore 1 part').disabled).toBe(false))
  expect(choices().at(-1)).toMatchObject({ layout: false, conversations: false, files: 'worktree', panes: [] })
})

it('says so when everything still runs', async () => {
  plan = choice => ({ ...planOf(choice), session: '', panes: planOf(choice).panes.slice(1, 2), trees: [] })
  await show()
  expect(button('Nothing to restore').disabled).toBe(true)
  expect(row('Session')).toContain('everything that you chose still runs')
})

it('runs exactly the plan that is shown, follows it, and leads to what it made', async () => {
  await show()
  const id = await begin()
  expect(started()?.plan).toEqual(planOf(firstOf()))
  const line = { what: 'Window 1', ok: true, detail: '2 panes' }
  act(() => takeRestores({ run: run(id, { done: [line] }) }))
  expect(screen.getByText('Building windows and panes…')).toBeTruthy()
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('1')
  expect(screen.getByRole('list', { name: 'What was done' }).textContent).toBe('Done:Window 12 panes')
  await act(async () => finish(run(id, { step: 'done', sessionId: '$0', done: [line] })))
  expect(screen.getByText('Restored as api-v2')).toBeTruthy()
  fireEvent.click(button('Show session'))
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
})

it('cancels, says what was done and what not, and plans the rest by the same choice', async () => {
  await show()
  fireEvent.click(button('Layout only'))
  const id = await begin(2)
  act(() => takeRestores({ run: run(id) }))
  fireEvent.click(button('Cancel restore'))
  await waitFor(() => expect(inputs('restore.cancel')).toEqual([{ id }]))
  const done = [{ what: 'Window 1', ok: true, detail: '' }]
  act(() => takeRestores({ run: run(id, { step: 'cancelled', done }) }))
  expect(screen.getByText('1 of 3 steps done, 2 not. No session is left of it.')).toBeTruthy()
  fireEvent.click(button('Plan the rest'))
  await screen.findByRole('table')
  expect(choices().at(-1)).toMatchObject({ layout: true, conversations: false, files: 'none' })
})

it('maps folders: typed, or made anew', async () => {
  await show()
  const field = (from: string) => screen.getByLabelText<HTMLInputElement>(`Start in, instead of ${from}`)
  expect(field('/src/api').placeholder).toBe('/src/api-restore')
  expect(row('1 pane in.*its files go there')).toBeTruthy()
  expect(field('/gone').getAttribute('aria-invalid')).toBe('true')
  expect(row('/gone is gone')).toContain('create it')
  fireEvent.click(screen.getByRole('checkbox', { name: 'create it' }))
  await waitFor(() => expect(choices().at(-1)?.folders).toEqual([{ from: '/gone', to: '/gone', create: true }]))
  expect(field('/gone').value).toBe('')
  fireEvent.change(field('/src/api'), { target: { value: '~/other' } })
  await waitFor(() =>
    expect(choices().at(-1)?.folders?.at(-1)).toEqual({ from: '/src/api', to: '~/other', create: false }),
  )
  expect(field('/gone').getAttribute('aria-invalid')).toBeNull()
  // The saved folder itself, and not the work tree that its files go to.
  fireEvent.change(field('/src/api'), { target: { value: '/src/api' } })
  await waitFor(() => expect(choices().at(-1)?.folders?.at(-1)?.to).toBe('/src/api'))
  expect(field('/src/api').value).toBe('/src/api')
  fireEvent.change(field('/src/api'), { target: { value: '' } })
  await waitFor(() => expect(choices().at(-1)?.folders).toHaveLength(1))
})

it('goes on with a restore that stopped, by the same plan, as its heir', async () => {
  await show()
  const id = await begin()
  const plan = started()?.plan
  await act(async () => finish(run(id, { step: 'failed', stands: true, problem: 'tmux said no.' })))
  expect(document.activeElement).toBe(button('Continue'))
  fireEvent.click(button('Continue'))
  await waitFor(() => expect(inputs('restore.run')).toHaveLength(2))
  expect(inputs('restore.run')[1]).toEqual({ id: expect.not.stringMatching(id), plan, continues: id })
  await act(async () => finish(run(started()?.id ?? '', { step: 'done', sessionId: '$0' })))
  expect(screen.getByText('Restored as api-v2')).toBeTruthy()
})

it('rolls back what a restore that stopped has made, and says what stays', async () => {
  await show()
  const id = await begin()
  await act(async () => finish(run(id, { step: 'cancelled', stands: true, sessionId: '$0' })))
  fireEvent.click(button('Roll back'))
  await waitFor(() => expect(inputs('restore.rollback')).toEqual([{ id }]))
  act(() => takeRestores({ run: run(id, { step: 'rolling-back' }) }))
  expect(screen.getByText('Taking back what was made…')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Cancel restore' })).toBeNull()
  const done = [{ what: '/src/api-restore', ok: false, detail: 'It has changes.' }]
  act(() => takeRestores({ run: run(id, { step: 'rolled-back', done, stands: true, problem: 'Not all.' }) }))
  expect(screen.getByText('Rolled back, but not all of it')).toBeTruthy()
  expect(screen.getByRole('list', { name: 'What was done' }).textContent).toContain('It has changes.')
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull()
})

it('tells as a message how a roll back ended whose dialog was closed meanwhile', async () => {
  const { unmount } = await show()
  const id = await begin()
  await act(async () => finish(run(id, { step: 'cancelled', stands: true })))
  fireEvent.click(button('Roll back'))
  await waitFor(() => expect(inputs('restore.rollback')).toHaveLength(1))
  act(() => takeRestores({ run: run(id, { step: 'rolling-back' }) }))
  unmount()
  await act(async () => rolled(run(id, { step: 'rolled-back', stands: true, problem: 'Not all.' })))
  expect(toastsStore.getState().toasts).toMatchObject([
    { tone: 'failure', title: 'Rolled back, but not all of it', meaning: 'Not all.' },
  ])
})

it('tells of a failure in the middle what was done', async () => {
  await show()
  const id = await begin()
  act(() => takeRestores({ run: run(id, { done: [{ what: 'Window 1', ok: true, detail: '' }] }) }))
  await act(async () => fail(new HostError('tmux-refused', 'No space for a new pane.')))
  expect(screen.getByRole('alert').textContent).toContain('No space for a new pane.')
  expect(screen.getByRole('alert').textContent).toContain('1 of 3 steps done, 2 not.')
  expect(screen.getByText('The restore stopped')).toBeTruthy()
})

it('goes back to the plan when nothing was begun', async () => {
  await show()
  await begin()
  await act(async () => fail(new HostError('refused', 'Another restore runs.')))
  expect((await screen.findByRole('alert')).textContent).toContain('Another restore runs.')
  expect(await screen.findByRole('table')).toBeTruthy()
})

it('runs the same restore again after a lost answer, another one for another plan or after a refusal', async () => {
  await show()
  const lost = new HostError('disconnected', 'The host is gone.')
  const ids: string[] = []
  for (const error of [lost, lost, new HostError('refused', 'Another restore runs.')]) {
    ids.push(await begin())
    await act(async () => fail(error))
    await screen.findByRole('table')
  }
  expect(new Set(ids).size).toBe(1)
  const refused = await begin()
  await act(async () => fail(lost))
  await screen.findByRole('table')
  fireEvent.click(button('Layout only'))
  expect(new Set([ids[0], refused, await begin(2)]).size).toBe(3)
})

it('follows the restore that the host tells of after a lost connection, and plans the rest as another one', async () => {
  await show()
  const id = await begin()
  await act(async () => fail(new HostError('disconnected', 'The host is gone.')))
  await screen.findByRole('table')
  act(() => takeRestores({ open: [run(id)] }))
  expect(screen.getByText('Building windows and panes…')).toBeTruthy()
  act(() => takeRestores({ run: run(id, { step: 'cancelled' }) }))
  fireEvent.click(button('Plan the rest'))
  await screen.findByRole('table')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(await begin()).not.toBe(id)
})

it('tells of its end as a message when it was closed meanwhile', async () => {
  const { unmount } = await show()
  const id = await begin()
  unmount()
  const done = [{ what: 'cc_1', ok: false, detail: 'claude is not installed' }]
  await act(async () => finish(run(id, { step: 'done', sessionId: '$0', done })))
  const [toast] = toastsStore.getState().toasts
  expect(toast).toMatchObject({ tone: 'notice', meaning: 'cc_1: claude is not installed' })
  toast?.action?.run()
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
})

it('shows why there is no plan', async () => {
  plan = () => Promise.reject(new HostError('store-damaged', 'The manifest is gone.'))
  render(<RestoreDialog checkpoint={madeUpId(1)} onClose={closed} />)
  expect((await screen.findByRole('alert')).textContent).toContain('The manifest is gone.')
  expect(button(/^Restore/).disabled).toBe(true)
})

it('says so when the checkpoint is gone', () => {
  render(<RestoreDialog checkpoint={madeUpId(77)} onClose={closed} />)
  expect(screen.getByText('This checkpoint is gone.')).toBeTruthy()
})

it('promises no window and no conversation where all that was chosen still runs', async () => {
  const panes = [madeUpPlanPane('0.0', 'cc_1', { act: 'lives' })]
  plan = choice => ({ ...planOf(choice), session: '', panes })
  await show()
  expect(row('Session')).toContain('none: everything that you chose still runs')
  expect(row('Layout')).toContain('none: no window is made')
  expect(row('Conversations')).toContain('none: no agent is made')
})
