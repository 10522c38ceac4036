import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setDraft } from './draft-store'
import { fleetStore } from './fleet-store'
import { madeUpFleet } from './made-up-fleet'
import { candidatesOf, receiversOf } from './receivers'
import {
  keepReceivers,
  pinScope,
  receiverChoice,
  receiversStore,
  setIdleOnly,
  togglePick,
  toggleType,
} from './receivers-store'
import { showFleet, showSession } from './view-store'

const TWO = [
  { name: 'api', panes: ['idle', 'working'] },
  { name: 'docs', panes: ['idle'] },
] as const
const fleet = madeUpFleet([...TWO])
const ids = () => receiversOf(candidatesOf(fleetStore.getState().fleet, receiverChoice())).map(({ pane }) => pane.id)

let undo = () => {}
beforeEach(() => {
  fleetStore.setState({ fleet, connection: 'open' })
  receiversStore.setState({ pinned: null, byPicks: false, picks: null, types: [], idleOnly: false, whenBusy: 'skip' })
  setDraft('')
  showFleet()
})
afterEach(() => undo())

describe('the choice of receivers', () => {
  it('follows the view until it is held, and again afterwards', () => {
    expect(ids()).toEqual(['%0', '%2'])
    showSession('$1')
    expect(ids()).toEqual(['%2'])
    pinScope({ kind: 'session', sessionId: '$0', name: 'api' })
    expect(ids()).toEqual(['%0'])
    pinScope(null)
    expect(ids()).toEqual(['%2'])
  })

  it('is exactly the agents that were picked, busy ones too, and stays so when the view moves', () => {
    toggleType('cc')
    togglePick('%2')
    expect(receiverChoice()).toMatchObject({ picks: ['%0', '%1'], types: [], scope: { kind: 'fleet' } })
    showSession('$1')
    expect(ids()).toEqual(['%0'])
    togglePick('%2')
    expect(ids()).toEqual(['%0', '%2'])
  })

  it('gives picks up for a type, for idle ones, or for another scope', () => {
    for (const other of [() => toggleType('cc'), () => setIdleOnly(true), () => pinScope(null)]) {
      togglePick('%0')
      expect(receiverChoice().picks).not.toBeNull()
      other()
      expect(receiverChoice().picks).toBeNull()
      expect(receiversStore.getState().pinned).toBeNull()
    }
    pinScope({ kind: 'fleet' })
    togglePick('%0')
    toggleType('cc')
    expect(receiversStore.getState()).toMatchObject({ pinned: { kind: 'fleet' }, types: ['cc'] })
    toggleType('cc')
    expect(receiverChoice().types).toEqual([])
  })
})

describe('a draft whose session ends', () => {
  const end = () => {
    const without = madeUpFleet([...TWO])
    fleetStore.setState({ fleet: { ...without, sessions: without.sessions.filter(one => one.id !== '$0') } })
    showFleet()
  }

  it('is not for the whole fleet that the view moves out to', () => {
    undo = keepReceivers()
    showSession('$0')
    setDraft('only for api')
    end()
    expect(receiverChoice().scope).toEqual({ kind: 'session', sessionId: '$0', name: 'api' })
    expect(ids()).toEqual([])
  })

  it('stays with whom the person has held, whatever the view shows', () => {
    undo = keepReceivers()
    showSession('$0')
    pinScope({ kind: 'session', sessionId: '$1', name: 'docs' })
    setDraft('only for docs')
    end()
    expect(receiverChoice().scope).toMatchObject({ sessionId: '$1' })
    expect(ids()).toEqual(['%2'])
  })

  it('is nobody’s while nothing is written', () => {
    undo = keepReceivers()
    showSession('$0')
    end()
    expect(receiverChoice().scope).toEqual({ kind: 'fleet' })
  })
})
