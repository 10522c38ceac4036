import { beforeEach, expect, it } from 'vitest'
import { closeDialog, dialogsStore } from '../state/dialogs-store'
import { draftStore } from '../state/draft-store'
import { fleetStore } from '../state/fleet-store'
import { madeUpFleet } from '../state/made-up-fleet'
import { availableCommands, runCommand } from './registry'

const available = () => availableCommands().map(command => command.id)

beforeEach(() => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  closeDialog()
})

it('gives the focus to the composer where one is', () => {
  const { wishes } = draftStore.getState()
  expect(runCommand('prompt.focus')).toBe(true)
  expect(draftStore.getState().wishes).toBe(wishes + 1)
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'main', panes: [null] }]) })
  expect(available()).not.toContain('prompt.focus')
})

it('opens the history, also when no agent is left, but not without a host', () => {
  fleetStore.setState({ fleet: madeUpFleet([], 'none') })
  expect(runCommand('prompt.history')).toBe(true)
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'prompt-history' })
  fleetStore.setState({ connection: 'lost' })
  expect(available()).not.toContain('prompt.history')
})
