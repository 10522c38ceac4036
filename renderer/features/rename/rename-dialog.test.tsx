import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { RenameDialog } from './rename-dialog'

beforeEach(() =>
  fleetStore.setState({
    fleet: madeUpFleet([
      { name: 'api', panes: ['idle'] },
      { name: 'docs', panes: ['idle'] },
    ]),
    connection: 'open',
  }),
)
afterEach(cleanup)

const type = (value: string) => fireEvent.change(screen.getByLabelText('Session name'), { target: { value } })
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Rename session' })

it('renames and closes', async () => {
  const { calls } = madeUpHost({ 'session.rename': () => ({}) })
  const onClose = vi.fn()
  render(<RenameDialog sessionId="$0" onClose={onClose} />)
  expect(screen.getByLabelText<HTMLInputElement>('Session name').value).toBe('api')
  type('my api')
  fireEvent.click(button())
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(calls).toEqual([{ name: 'session.rename', input: { sessionId: '$0', name: 'my api' } }])
})

it('asks tmux for nothing when the name stays', () => {
  const { calls } = madeUpHost({})
  const onClose = vi.fn()
  render(<RenameDialog sessionId="$0" onClose={onClose} />)
  fireEvent.click(button())
  expect(onClose).toHaveBeenCalledOnce()
  expect(calls).toEqual([])
})

it('refuses what tmux could not keep, and a name that is taken', () => {
  render(<RenameDialog sessionId="$0" onClose={() => {}} />)
  for (const name of ['', 'a:b', 'docs']) {
    type(name)
    expect(button().disabled).toBe(true)
  }
  expect(screen.getByText('There is a session named docs already.')).toBeTruthy()
})

it('stays open with the host’s words when it failed', async () => {
  madeUpHost({
    'session.rename': () => {
      throw new HostError('no-such-session', 'The session ended meanwhile.')
    },
  })
  render(<RenameDialog sessionId="$0" onClose={() => {}} />)
  type('new')
  fireEvent.click(button())
  expect((await screen.findByRole('alert')).textContent).toContain('The session ended meanwhile.')
})
