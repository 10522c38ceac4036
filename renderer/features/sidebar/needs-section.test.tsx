import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Fleet } from '../../../ipc/model'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpQuestion, withPane } from '../../state/made-up-question'
import { closeCard, needsStore } from '../../state/needs-store'
import { viewStore } from '../../state/view-store'
import { Sidebar } from './sidebar'

function fleet(): Fleet {
  const made = madeUpFleet([
    { name: 'api', panes: ['waiting', 'error', 'working'] },
    { name: '<b>docs</b>', panes: ['waiting'] },
  ])
  const asked = withPane(made, '%0', { state: { since: Date.now() - 125_000, question: madeUpQuestion() } })
  const failed = withPane(asked, '%1', { state: { explanation: '400 from the service\u0007' } })
  return withPane(failed, '%3', { state: { since: Date.now() - 9000, question: madeUpQuestion({ kind: 'trust' }) } })
}

beforeEach(() => {
  closeCard()
  fleetStore.setState({ fleet: fleet(), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
})
afterEach(cleanup)

const rows = () => within(screen.getByRole('list', { name: /^Needs you/ })).getAllByRole('button')

it('lists who waits, the oldest first, with question and age; errors last', () => {
  render(<Sidebar />)
  expect(screen.getByRole('heading', { name: 'Needs you (3)' })).toBeTruthy()
  expect(rows().map(row => row.textContent)).toEqual([
    'cc_1in api2mdocker compose down -v',
    expect.stringMatching(/^cc_1in <b>docs<\/b>(9|1\d)sDo you want to proceed\?$/),
    expect.stringMatching(/^cc_2in api\d+d400 from the service$/),
  ])
  expect(rows()[0]?.getAttribute('aria-label')).toBe('Answer cc_1 in api: docker compose down -v')
})

it('is not there when nobody waits', () => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['working'] }]) })
  render(<Sidebar />)
  expect(screen.queryByRole('heading', { name: /Needs you/ })).toBeNull()
})

it('shows six of many, and how many more there are', () => {
  fleetStore.setState({
    fleet: madeUpFleet([{ name: 'a', panes: Array.from({ length: 11 }, () => 'waiting' as const) }]),
  })
  render(<Sidebar />)
  expect(rows()).toHaveLength(6)
  expect(screen.getByText('and 5 more')).toBeTruthy()
})

it('opens a row’s card with the focus, answers by key, and leads on to the pane', async () => {
  const { calls } = madeUpHost({ 'question.answer': () => new Promise(() => {}) })
  render(<Sidebar />)
  fireEvent.click(rows()[0] as HTMLElement)
  const card = await screen.findByRole('region', { name: 'Question of cc_1 in api' })
  await waitFor(() => expect(document.activeElement).toBe(card))
  // Arrows in the card move nothing in the list behind it.
  fireEvent.keyDown(card, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(card)
  fireEvent.keyDown(card, { key: '3' })
  expect(calls).toEqual([{ name: 'question.answer', input: { paneId: '%0', questionId: 'q1', key: '3' } }])
  fireEvent.click(within(card).getByRole('button', { name: 'Open' }))
  expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%0' })
  expect(screen.queryByRole('region', { name: /^Question of/ })).toBeNull()
})

it('closes a row’s card by Escape', async () => {
  render(<Sidebar />)
  fireEvent.click(rows()[1] as HTMLElement)
  const card = await screen.findByRole('region', { name: /^Question of cc_1 in/ })
  fireEvent.keyDown(card, { key: 'Escape' })
  await waitFor(() => expect(needsStore.getState().card).toBeNull())
})

it('leads to the card at the terminal where the pane is in view', () => {
  viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' }, selectedPane: '%0' })
  render(<Sidebar />)
  fireEvent.click(rows()[0] as HTMLElement)
  expect(needsStore.getState().card).toEqual({ paneId: '%0', place: 'pane' })
  expect(screen.queryByRole('region', { name: /^Question of/ })).toBeNull()
})

it('leads to an agent with an error', () => {
  render(<Sidebar />)
  act(() => fireEvent.click(rows()[2] as HTMLElement))
  expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%1' })
})
