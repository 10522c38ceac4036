import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LostSession } from '../../../ipc/recovery'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpLost } from '../../state/made-up-recovery'
import { TooltipProvider } from '../../ui/tooltip'
import { Banner, EmptyPage } from './empty'
import { emptyState } from './empty-choice'

beforeEach(() => closeDialog())
afterEach(cleanup)

function page(lost: readonly LostSession[] = []) {
  const state = emptyState(fleetStore.getState(), lost)
  if (!state) throw new Error('nothing is empty')
  render(
    <TooltipProvider>
      <EmptyPage state={state} />
    </TooltipProvider>,
  )
}

it('offers the first session', () => {
  fleetStore.setState({ fleet: madeUpFleet([], 'none'), connection: 'open' })
  page()
  fireEvent.click(screen.getByRole('button', { name: 'Create a session' }))
  expect(dialogsStore.getState().dialog?.kind).toBe('new-session')
})

it('leads to what was lost before anything else', () => {
  fleetStore.setState({ fleet: madeUpFleet([], 'lost'), connection: 'open' })
  page([madeUpLost(1)])
  expect(screen.getByRole('alert').textContent).toContain('api is gone')
  expect(screen.getAllByRole('button').map(button => button.textContent)).toEqual(['Open Recovery', 'Create a session'])
  fireEvent.click(screen.getByRole('button', { name: 'Open Recovery' }))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'recovery' })
})

it('shows the command that installs tmux, to be copied', () => {
  const fleet = madeUpFleet([], 'trouble')
  const server = {
    ...fleet.server,
    message: 'tmux is not installed.',
    remedy: 'brew install tmux',
    code: 'no-tmux' as const,
  }
  fleetStore.setState({ fleet: { ...fleet, server }, connection: 'open' })
  page()
  expect(screen.getByRole('heading').textContent).toBe('tmux is not installed')
  expect(screen.getByText('brew install tmux').tagName).toBe('CODE')
  expect(screen.getByRole('button', { name: 'Copy' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Create a session' })).toBeNull()
})

it('says above the grid that the picture is old, and nothing while it is live', () => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'lost' })
  render(<Banner />)
  expect(screen.getByRole('alert').textContent).toContain('Your agents keep running.')
  cleanup()
  fleetStore.setState({ connection: 'open' })
  render(<Banner />)
  expect(screen.queryByRole('alert')).toBeNull()
})
