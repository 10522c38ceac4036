import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpQuestion, withPane } from '../../state/made-up-question'
import { ExplainDialog } from './explain-dialog'
import { eventWords, momentWords } from './explain-words'

const NOW = new Date(2026, 2, 5, 14, 3, 9).getTime()

const explanation: CallOut<'state.explain'> = {
  evidence: [
    {
      source: 'hook',
      says: 'working',
      sure: 'certain',
      sentence: 'A tool runs: Bash.',
      at: Date.now(),
      passedOver: '',
    },
    {
      source: 'screen',
      says: 'idle',
      sure: 'likely',
      sentence: '<img src=x>\u202eThe composer is empty.',
      at: Date.now() - 1000,
      passedOver: 'a hook is stronger',
    },
  ],
  question: null,
  events: 'hooks',
}

const fleet = (name: 'working' | 'waiting', sentence: string) =>
  withPane(madeUpFleet([{ name: 'api', panes: ['working'] }]), '%0', {
    state: { name, source: 'hook', sure: 'certain', explanation: sentence },
  })

beforeEach(() => fleetStore.setState({ fleet: fleet('working', 'A tool runs.'), connection: 'open' }))
afterEach(cleanup)

const dialog = () => screen.getByRole('dialog', { name: 'Explain this state' })

it('shows what was believed, what was passed over and why', async () => {
  madeUpHost({ 'state.explain': () => explanation })
  render(<ExplainDialog paneId="%0" onClose={() => {}} />)
  const table = await screen.findByRole('table', { name: 'Evidence' })
  const cells = within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.querySelectorAll('td')].slice(0, 5).map(cell => cell.textContent))
  expect(cells).toEqual([
    ['a hook of the agent', 'working', 'certain', 'A tool runs: Bash.', 'believed'],
    ['its screen', 'idle', 'likely', '<img src=x> The composer is empty.', 'a hook is stronger'],
  ])
  expect(dialog().textContent).toContain('cc_1 in api: working')
  expect(dialog().textContent).toContain('certain: it cannot be otherwise')
  expect(dialog().textContent).toContain('through hooks that Quarterdeck gave it')
})

it('asks again when the state changes, and shows the question', async () => {
  let asks = 0
  madeUpHost({
    'state.explain': () => {
      asks += 1
      return { ...explanation, question: asks > 1 ? madeUpQuestion() : null }
    },
  })
  render(<ExplainDialog paneId="%0" onClose={() => {}} />)
  await screen.findByRole('table')
  act(() => fleetStore.setState({ fleet: fleet('working', 'A tool runs.') }))
  expect(asks).toBe(1)
  act(() => fleetStore.setState({ fleet: fleet('waiting', 'It asks.') }))
  await waitFor(() => expect(dialog().textContent).toContain('It asks: Do you want to proceed?'))
  expect(asks).toBe(2)
})

it('says what it knows itself when the host cannot tell', async () => {
  madeUpHost({ 'state.explain': () => Promise.reject(new HostError('no-such-pane', 'This pane is gone.')) })
  render(<ExplainDialog paneId="%0" onClose={() => {}} />)
  await waitFor(() => expect(dialog().textContent).toContain('This pane is gone.'))
  expect(dialog().textContent).toContain('A tool runs.')
  act(() => fleetStore.setState({ fleet: madeUpFleet([]) }))
  expect(within(dialog()).getByRole('heading').textContent).toBe('This pane is gone')
})

it('has words for moments and for where events come from', () => {
  expect(momentWords(NOW - 3000, NOW)).toBe('14:03:06')
  expect(momentWords(NOW - 86_400_000, NOW)).toBe('4 Mar, 14:03:09')
  expect(eventWords('notify')).toContain('notify')
  expect(eventWords('')).toContain('reports no events')
  expect(eventWords('x'.repeat(500)).length).toBeLessThan(120)
})
