import { beforeEach, describe, expect, it } from 'vitest'
import { closeDialog, dialogsStore } from '../state/dialogs-store'
import { fleetStore } from '../state/fleet-store'
import { madeUpFleet } from '../state/made-up-fleet'
import { closeCard, needsStore } from '../state/needs-store'
import { selectPane, showFleet, viewStore } from '../state/view-store'
import { runCommand } from './registry'

beforeEach(() => {
  fleetStore.setState({
    fleet: madeUpFleet([{ name: 'api', panes: ['idle', 'waiting', 'error', 'waiting'] }]),
    connection: 'open',
  })
  closeCard()
  closeDialog()
  showFleet()
  selectPane(null)
})

describe('Next waiting agent', () => {
  it('goes through those that wait with their card open, then to errors, and round', () => {
    const seen = Array.from({ length: 4 }, () => {
      expect(runCommand('needs.next')).toBe(true)
      const { view } = viewStore.getState()
      return [view.kind === 'pane' && view.paneId, needsStore.getState().card?.paneId ?? null]
    })
    expect(seen).toEqual([
      ['%1', '%1'],
      ['%3', '%3'],
      ['%2', null],
      ['%1', '%1'],
    ])
  })

  it('is not offered when nobody waits, nor while the host is away', () => {
    fleetStore.setState({ connection: 'lost' })
    expect(runCommand('needs.next')).toBe(false)
    fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle', null] }]), connection: 'open' })
    expect(runCommand('needs.next')).toBe(false)
    expect(viewStore.getState().view).toEqual({ kind: 'fleet' })
  })
})

describe('Explain this state', () => {
  it('is about the selected pane', () => {
    expect(runCommand('state.explain')).toBe(false)
    selectPane('%2')
    expect(runCommand('state.explain')).toBe(true)
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'explain', paneId: '%2' })
  })
})
