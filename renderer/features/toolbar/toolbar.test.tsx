import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { setTerminalActions } from '../../commands/terminal-actions'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { showPane, showSession, viewStore } from '../../state/view-store'
import { TooltipProvider } from '../../ui/tooltip'
import { Toolbar } from './toolbar'

beforeEach(() => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  closeDialog()
  render(
    <TooltipProvider>
      <Toolbar />
    </TooltipProvider>,
  )
})
afterEach(() => {
  cleanup()
  setTerminalActions(null)
})

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const names = () => screen.getAllByRole('button').map(one => one.getAttribute('aria-label') ?? one.textContent)

it('has in the fleet what needs no session', () => {
  expect(names()).toEqual(['Fleet', 'Interrupt all', 'New session', 'Command palette', 'Settings'])
})

it('has a session’s acts where a session is shown, meant for that session', () => {
  act(() => showSession('$0'))
  expect(names()).toEqual(
    expect.arrayContaining(['Fleet', 'api', 'Add agents', 'Interrupt', 'Kill now', 'More actions']),
  )
  fireEvent.click(button('Kill now'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'kill', target: { kind: 'session', sessionId: '$0' } })
})

it('means the one pane when zoomed in', () => {
  act(() => showPane('$0', '%1'))
  fireEvent.click(button('Kill now'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'kill', target: { kind: 'pane', paneId: '%1' } })
})

it('leads out by the breadcrumb', () => {
  act(() => showPane('$0', '%1'))
  expect(button('cc_2').getAttribute('aria-current')).toBe('page')
  fireEvent.click(button('api'))
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
  fireEvent.click(button('Fleet'))
  expect(viewStore.getState().view).toEqual({ kind: 'fleet' })
})

it('disables what makes no sense now', () => {
  act(() => {
    showSession('$0')
    fleetStore.setState({ connection: 'lost' })
  })
  expect([button('Interrupt all'), button('Add agents'), button('New session')].map(one => one.disabled)).toEqual([
    true,
    true,
    true,
  ])
})

it('finds only where a terminal is live', () => {
  expect(screen.queryByRole('button', { name: 'Find' })).toBeNull()
  const none = () => {}
  act(() =>
    setTerminalActions({ find: none, copy: none, paste: none, larger: none, smaller: none, resync: none, fit: none }),
  )
  expect(button('Find').disabled).toBe(false)
})
