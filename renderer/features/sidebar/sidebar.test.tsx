import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { viewStore } from '../../state/view-store'
import { Sidebar } from './sidebar'

beforeEach(() => {
  fleetStore.setState({
    fleet: madeUpFleet([
      { name: 'api', panes: ['working', 'waiting', 'working'] },
      { name: '<b>$(x)</b>', panes: ['idle'] },
      { name: 'main', panes: [null], managed: false, attached: true },
      { name: 'notes', panes: [null, null], managed: false },
    ]),
    connection: 'open',
  })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
})
afterEach(cleanup)

const list = (name: string) => within(screen.getByRole('list', { name }))

it('lists ours by name with their counts, the others with who looks at them', () => {
  render(<Sidebar />)
  expect(list('Sessions').getByRole('listitem', { name: 'api' })).toBeTruthy()
  expect(list('Sessions').getByRole('button', { name: 'api: 1 waiting, 2 working' })).toBeTruthy()
  expect(list('Sessions').getByRole('listitem', { name: '<b>$(x)</b>' }).textContent).toContain('<b>$(x)</b>')
  expect(list('Other tmux sessions').getByRole('listitem', { name: 'main' }).textContent).toBe('mainattached')
  expect(list('Other tmux sessions').getByRole('listitem', { name: 'notes' }).textContent).toBe('notes2 panes')
})

it('shows a session and then its panes', () => {
  render(<Sidebar />)
  fireEvent.click(screen.getByRole('button', { name: 'api: 1 waiting, 2 working' }))
  expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$0' })
  const panes = within(screen.getByRole('list', { name: 'Panes of api' }))
  fireEvent.click(panes.getByRole('button', { name: 'cc_2, waiting' }))
  expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%1' })
  expect(panes.getByRole('button', { name: 'cc_2, waiting' }).getAttribute('aria-current')).toBe('true')
})

it('moves between rows by arrows', () => {
  render(<Sidebar />)
  const rows = screen.getAllByRole('button')
  rows[0]?.focus()
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })
  press('ArrowDown')
  expect(document.activeElement).toBe(rows[1])
  press('End')
  expect(document.activeElement).toBe(rows.at(-1))
  press('ArrowDown')
  expect(document.activeElement).toBe(rows.at(-1))
  press('Home')
  expect(document.activeElement).toBe(rows[0])
})
