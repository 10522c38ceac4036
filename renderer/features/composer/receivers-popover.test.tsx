import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { setDraft } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { receiverChoice, receiversStore } from '../../state/receivers-store'
import { selectPane, showFleet, showSession } from '../../state/view-store'
import { Composer } from './composer'

const list = () => within(screen.getByRole('dialog', { name: 'Receivers' }))
const radios = () =>
  list()
    .getAllByRole<HTMLInputElement>('radio')
    .map(radio => `${radio.checked ? '●' : '○'} ${radio.closest('label')?.textContent}`)
const choose = (name: RegExp) => fireEvent.click(list().getByRole('radio', { name }))
const trigger = () => screen.getByRole('button', { name: /^Receivers/ })

beforeEach(() => {
  const fleet = madeUpFleet([
    { name: 'api', panes: ['idle', 'exited', null] },
    { name: 'docs', panes: ['idle'] },
  ])
  fleetStore.setState({ fleet, connection: 'open' })
  receiversStore.setState({ pinned: null, byPicks: false, picks: null, types: [], idleOnly: false, whenBusy: 'skip' })
  setDraft('')
  selectPane(null)
  showFleet()
  render(<Composer />)
  fireEvent.click(trigger())
})
afterEach(cleanup)

it('offers the view, the fleet, and what the window is at; what is held stays in the list', () => {
  expect(radios()).toEqual(['● Whatever is shown: all agents', '○ Always all agents'])
  act(() => showSession('$0'))
  act(() => selectPane('%0'))
  expect(radios()).toEqual([
    '● Whatever is shown: session api',
    '○ Always all agents',
    '○ Always session api',
    '○ Always cc_1 in api',
  ])
  choose(/^Always cc_1/)
  act(() => showSession('$1'))
  expect(radios()).toEqual([
    '○ Whatever is shown: session docs',
    '○ Always all agents',
    '○ Always session docs',
    '● Always cc_1 in api',
  ])
  expect(trigger().getAttribute('aria-label')).toBe('Receivers: cc_1 in api, 1 of 1')
})

it('offers no pane that never takes a prompt, and no box for an agent that cannot', () => {
  act(() => showSession('$0'))
  act(() => selectPane('%2'))
  expect(radios()).toHaveLength(3)
  const boxes = list().getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes.map(box => [box.getAttribute('aria-label'), box.checked, box.disabled])).toEqual([
    ['cc_1 in api, idle: receives', true, false],
    ['cc_2 in api, exited: left out: exited', false, true],
  ])
})

it('says so when what was held is gone, and goes back to the view on request', () => {
  act(() => showSession('$1'))
  choose(/^Always session docs/)
  const { fleet } = fleetStore.getState()
  if (!fleet) throw new Error('no fleet')
  act(() => fleetStore.setState({ fleet: { ...fleet, sessions: fleet.sessions.slice(0, 1) } }))
  act(() => showFleet())
  expect(screen.getByText('docs is gone.')).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send to 0', hidden: true }).disabled).toBe(true)
  choose(/^Whatever is shown/)
  expect(receiverChoice().scope).toEqual({ kind: 'fleet' })
})
