import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallIn, CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { agentTypesStore } from '../../state/agent-types-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import { viewStore } from '../../state/view-store'
import { NewSessionDialog } from './new-session-dialog'

const types = [
  {
    id: 'cc',
    name: 'Claude Code',
    command: ['claude'],
    path: null,
    problem: 'claude is not installed',
    remedy: 'npm install -g claude',
    custom: false,
  },
  { id: 'shell', name: 'Shell', command: ['bash'], path: '/bin/bash', problem: '', remedy: '', custom: false },
]
const spawned: CallOut<'session.create'> = { sessionId: '$7', panes: [], receipts: [], act: null }

let create: (input: CallIn<'session.create'>) => CallOut<'session.create'> | Promise<CallOut<'session.create'>>

function host() {
  return madeUpHost({
    'agentTypes.list': () => ({ types }),
    'folder.check': ({ path }) => ({ path, kind: path === '/new' ? 'missing' : 'folder', suggestions: [] }),
    'session.create': input => create(input),
  })
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const submit = () => fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
const created = (calls: readonly { name: string; input: unknown }[]) =>
  calls.filter(call => call.name === 'session.create').map(call => call.input)

async function open(onClose: () => void = () => {}) {
  render(<NewSessionDialog onClose={onClose} />)
  await waitFor(() => screen.getByLabelText('Shell'))
}

beforeEach(() => {
  create = () => spawned
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  agentTypesStore.setState({ types: [], status: 'none' })
  toastsStore.setState({ toasts: [] })
  settingsStore.setState({
    info: {
      version: '1',
      shell: 'web',
      platform: 'linux',
      dataFolder: '/d',
      readOnly: '',
      notices: [],
      home: '/home/ada',
    },
  })
})

afterEach(cleanup)

it('begins at home with a name of the folder, and follows the folder until the name was typed', async () => {
  host()
  await open()
  const name = screen.getByLabelText<HTMLInputElement>('Session name')
  expect([screen.getByLabelText<HTMLInputElement>('Project folder').value, name.value]).toEqual(['/home/ada', 'ada'])
  type('Project folder', '/src/api')
  expect(name.value).toBe('api-2')
  type('Session name', 'mine')
  type('Project folder', '/src/docs')
  expect(name.value).toBe('mine')
})

it('creates what was asked for, shows it and closes', async () => {
  const { calls } = host()
  const onClose = vi.fn()
  await open(onClose)
  type('Session name', 'work')
  type('Shell', '3')
  submit()
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(created(calls)).toEqual([
    {
      ...{ id: expect.any(String), name: 'work', folder: '/home/ada', createFolder: false },
      agents: [{ type: 'shell', count: 3 }],
    },
  ])
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$7' })
})

it('shows a type whose program is missing as such, with what installs it', async () => {
  host()
  await open()
  const field = screen.getByLabelText<HTMLInputElement>('Claude Code')
  expect(field.disabled).toBe(true)
  const says = document.getElementById(field.getAttribute('aria-describedby') ?? '')
  expect(says?.textContent).toBe('claude is not installed · npm install -g claude')
})

it('sends nothing while something is wrong, and says what', async () => {
  const { calls } = host()
  await open()
  type('Session name', 'a.b')
  submit()
  expect(screen.getByText(/no dot, colon/)).toBeTruthy()
  expect(screen.getByText('Choose at least one agent.')).toBeTruthy()
  expect(screen.getByLabelText('Session name').getAttribute('aria-invalid')).toBe('true')
  expect(created(calls)).toEqual([])
})

it('creates a missing folder only when told so', async () => {
  const { calls } = host()
  await open()
  type('Project folder', '/new')
  type('Shell', '1')
  const box = await screen.findByRole('checkbox')
  submit()
  expect(screen.getByText('This folder does not exist.')).toBeTruthy()
  expect(created(calls)).toEqual([])
  fireEvent.click(box)
  submit()
  await waitFor(() => expect(created(calls)).toHaveLength(1))
  expect(created(calls)[0]).toMatchObject({ folder: '/new', createFolder: true })
})

it('keeps what was typed when the host refuses, says why, and can be tried again', async () => {
  const { calls } = host()
  create = () => {
    throw new HostError('name-taken', 'There is a session named work already.')
  }
  await open()
  type('Session name', 'work')
  type('Shell', '1')
  await act(async () => submit())
  expect(screen.getByRole('alert').textContent).toContain('There is a session named work already.')
  expect(screen.getByLabelText<HTMLInputElement>('Session name').value).toBe('work')
  create = () => spawned
  await act(async () => submit())
  expect(created(calls)).toHaveLength(2)
})

it('says at once how many started', async () => {
  host()
  create = () => ({
    ...spawned,
    receipts: [
      {
        paneId: '%9',
        agent: 'shell_1',
        session: 'work',
        result: 'done',
        detail: '',
        before: 'starting',
        after: 'idle',
        tookMs: 1,
      },
    ],
  })
  await open()
  type('Session name', 'work')
  type('Shell', '1')
  submit()
  await waitFor(() => expect(toastsStore.getState().toasts[0]?.title).toBe('1 agent started in work'))
})

it('gives the first prompt to the host as it was written, and none where nothing was', async () => {
  const { calls } = host()
  await open()
  type('Session name', 'work')
  type('Shell', '1')
  submit()
  await waitFor(() => expect(created(calls)).toHaveLength(1))
  expect(created(calls)[0]).not.toHaveProperty('prompt')
  cleanup()
  await open()
  type('Session name', 'other')
  type('Shell', '1')
  type('First prompt', 'Read it.\n  Then wait.')
  submit()
  await waitFor(() => expect(created(calls)).toHaveLength(2))
  expect(created(calls)[1]).toMatchObject({ prompt: 'Read it.\n  Then wait.' })
})

it('creates once however often it is pressed', async () => {
  const { calls } = host()
  create = () => new Promise(() => {})
  await open()
  type('Session name', 'work')
  type('Shell', '1')
  submit()
  fireEvent.submit(screen.getByLabelText('Session name'))
  expect(created(calls)).toHaveLength(1)
})

it('goes on when it is closed, leaves the person where they are, and says how it ended', async () => {
  host()
  const ends: { resolve(out: typeof spawned): void; reject(error: Error): void }[] = []
  create = () => new Promise((resolve, reject) => ends.push({ resolve, reject }))
  const onClose = vi.fn()
  for (const name of ['work', 'other']) {
    await open(onClose)
    type('Session name', name)
    type('Shell', '1')
    submit()
    expect(screen.getByRole('button', { name: 'Close' })).toBeTruthy()
    cleanup()
  }
  const detail = { result: 'done', detail: '', before: 'starting', after: 'idle', tookMs: 1 } as const
  const receipts = [{ paneId: '%9', agent: 'shell_1', session: 'work', ...detail }]
  await act(async () => ends[0]?.resolve({ ...spawned, receipts }))
  await act(async () => ends[1]?.reject(new HostError('name-taken', 'There is a session named other already.')))
  expect(toastsStore.getState().toasts.map(toast => toast.title)).toEqual([
    '1 agent started in work',
    'New session: There is a session named other already.',
  ])
  expect(viewStore.getState().view).toEqual({ kind: 'fleet' })
  expect(onClose).not.toHaveBeenCalled()
})

it('begins in the folder of the session that is shown', async () => {
  host()
  const fleet = madeUpFleet([{ name: 'api', panes: ['idle'] }])
  const sessions = fleet.sessions.map(session => ({ ...session, folder: '/src/api' }))
  fleetStore.setState({ fleet: { ...fleet, sessions } })
  viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
  await open()
  expect(screen.getByLabelText<HTMLInputElement>('Project folder').value).toBe('/src/api')
})
