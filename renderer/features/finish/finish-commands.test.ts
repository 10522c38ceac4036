import { beforeEach, expect, it } from 'vitest'
import { commandById, runCommand } from '../../commands/registry'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { viewStore } from '../../state/view-store'

const dialog = () => dialogsStore.getState().dialog

beforeEach(() => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle', null] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'session', sessionId: '$0' }, selectedPane: null })
  closeDialog()
})

it('finishes the session that is shown, also from one of its panes', () => {
  runCommand('session.finish')
  expect(dialog()).toEqual({ kind: 'finish', sessionId: '$0' })
  viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%1' } })
  runCommand('session.finish')
  expect(dialog()).toEqual({ kind: 'finish', sessionId: '$0' })
})

it('saves the session that is shown, or the one pane that is zoomed into', () => {
  viewStore.setState({ selectedPane: '%1' })
  runCommand('session.saveOutputs')
  expect(dialog()).toEqual({ kind: 'save-outputs', target: { kind: 'session', sessionId: '$0' } })
  viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%1' } })
  runCommand('session.saveOutputs')
  expect(dialog()).toEqual({ kind: 'save-outputs', target: { kind: 'pane', paneId: '%1' } })
})

it('offers neither without a session, a server or a host', () => {
  const offered = () => ['session.finish', 'session.saveOutputs'].map(id => runCommand(id))
  viewStore.setState({ view: { kind: 'fleet' } })
  expect(offered()).toEqual([false, false])
  viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
  fleetStore.setState({ connection: 'lost' })
  expect(offered()).toEqual([false, false])
  expect(commandById('session.finish')?.title).toBe('Finish session')
})
