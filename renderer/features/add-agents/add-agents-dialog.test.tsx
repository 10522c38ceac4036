import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HostError } from '../../../ipc/failure'
import type { Receipt } from '../../../ipc/model'
import { madeUpHost } from '../../host/made-up-host'
import { agentTypesStore } from '../../state/agent-types-store'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { AddAgentsDialog } from './add-agents-dialog'

const shell = { id: 'shell', name: 'Shell', command: ['bash'], path: '/bin/bash', remedy: '', custom: false }
const failed: Receipt = {
  paneId: '%9',
  agent: 'shell_2',
  session: 'api',
  result: 'failed',
  detail: 'No space for a new pane.',
  before: 'starting',
  after: 'unknown',
  tookMs: 5,
}

let problem = ''
let receipts: Receipt[] = []

function host() {
  return madeUpHost({
    'agentTypes.list': ({ refresh }) => ({ types: [{ ...shell, problem: refresh ? '' : problem }] }),
    'session.addAgents': () => ({ sessionId: '$0', panes: [], receipts, act: null }),
  })
}

beforeEach(() => {
  problem = ''
  receipts = []
  closeDialog()
  agentTypesStore.setState({ types: [], status: 'none' })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
})
afterEach(cleanup)

const add = () => fireEvent.click(screen.getByRole('button', { name: 'Add agents' }))

it('adds to this session what was counted', async () => {
  const { calls } = host()
  const onClose = vi.fn()
  render(<AddAgentsDialog sessionId="$0" onClose={onClose} />)
  expect(screen.getByRole('dialog', { name: 'Add agents' }).textContent).toContain('Add agents to api')
  const field = await screen.findByLabelText('Shell')
  add()
  expect(screen.getByText('Choose at least one agent.')).toBeTruthy()
  fireEvent.change(field, { target: { value: '2' } })
  expect(screen.getByText('2 agents')).toBeTruthy()
  add()
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(calls.at(-1)).toEqual({
    name: 'session.addAgents',
    input: { id: expect.any(String), sessionId: '$0', agents: [{ type: 'shell', count: 2 }] },
  })
})

it('asks for the same once more, not for more, when the answer was lost', async () => {
  const ids: unknown[] = []
  madeUpHost({
    'agentTypes.list': () => ({ types: [{ ...shell, problem: '' }] }),
    'session.addAgents': ({ id }) => {
      ids.push(id)
      throw ids.length < 3 ? new HostError('disconnected', 'The host is gone.') : new HostError('refused', 'No.')
    },
  })
  render(<AddAgentsDialog sessionId="$0" onClose={() => {}} />)
  const field = await screen.findByLabelText('Shell')
  const press = async () => {
    const times = ids.length + 1
    add()
    await waitFor(() => expect(ids).toHaveLength(times))
    await waitFor(() =>
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Add agents' }).disabled).toBe(false),
    )
  }
  fireEvent.change(field, { target: { value: '2' } })
  await press()
  await press()
  expect(ids[1]).toBe(ids[0])
  fireEvent.change(field, { target: { value: '1' } })
  await press()
  // Refused is an answer: what is asked for after it is new.
  await press()
  expect(new Set(ids).size).toBe(3)
})

it('asks the new ones with a first prompt', async () => {
  const { calls } = host()
  render(<AddAgentsDialog sessionId="$0" onClose={() => {}} />)
  fireEvent.change(await screen.findByLabelText('Shell'), { target: { value: '1' } })
  fireEvent.change(screen.getByRole('textbox', { name: 'First prompt' }), { target: { value: 'help the others' } })
  add()
  await waitFor(() => expect(calls.at(-1)?.input).toMatchObject({ prompt: 'help the others' }))
})

it('shows the receipts when one did not start', async () => {
  host()
  receipts = [failed]
  render(<AddAgentsDialog sessionId="$0" onClose={() => {}} />)
  fireEvent.change(await screen.findByLabelText('Shell'), { target: { value: '1' } })
  add()
  await waitFor(() => expect(dialogsStore.getState().dialog).toMatchObject({ kind: 'receipts', receipts: [failed] }))
})

it('looks again for a program that was installed meanwhile', async () => {
  host()
  problem = 'bash is not installed'
  render(<AddAgentsDialog sessionId="$0" onClose={() => {}} />)
  const field = await screen.findByLabelText<HTMLInputElement>('Shell')
  expect(field.disabled).toBe(true)
  fireEvent.click(screen.getByRole('button', { name: 'Look for programs again' }))
  await waitFor(() => expect(field.disabled).toBe(false))
})
