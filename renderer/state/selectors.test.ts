import { describe, expect, it } from 'vitest'
import { madeUpFleet } from './made-up-fleet'
import {
  countStates,
  focusOf,
  paneName,
  panesOfFleet,
  panesOfSession,
  sessionOfPane,
  sortedSessions,
} from './selectors'

const fleet = madeUpFleet([
  { name: 'api-10', panes: ['working', 'idle', null] },
  { name: 'Api-2', panes: ['waiting'] },
  { name: 'main', panes: [null], managed: false },
])

describe('sortedSessions', () => {
  it('tells ours from the others and counts like people', () => {
    const { ours, others } = sortedSessions(fleet)
    expect(ours.map(session => session.name)).toEqual(['Api-2', 'api-10'])
    expect(others.map(session => session.name)).toEqual(['main'])
  })

  it('has nothing while there is no fleet', () => {
    expect(sortedSessions(null)).toEqual({ ours: [], others: [] })
  })
})

describe('panes', () => {
  it('come in the order of windows and then of tmux', () => {
    const [first] = fleet.sessions
    if (!first) throw new Error('no session')
    const turned = {
      ...fleet,
      windows: fleet.windows.map(window => ({ ...window, panes: [...window.panes].reverse() })),
    }
    const both = { ...first, windows: [{ windowId: '@1', index: 5, active: false }, ...first.windows] }
    expect(panesOfSession(turned, both).map(pane => pane.id)).toEqual(['%2', '%1', '%0', '%3'])
  })

  it('leave out what the fleet does not know yet', () => {
    const [first] = fleet.sessions
    if (!first) throw new Error('no session')
    expect(panesOfSession({ ...fleet, panes: [] }, first)).toEqual([])
  })

  it('of the fleet follow the sidebar', () => {
    expect(panesOfFleet(fleet).map(one => one.pane.id)).toEqual(['%3', '%0', '%1', '%2', '%4'])
  })

  it('are named by their agent, else by their place', () => {
    expect(fleet.panes.map(paneName)).toEqual(['cc_1', 'cc_2', 'pane 2', 'cc_1', 'pane 0'])
  })

  it('of a linked window belong to the session that is preferred', () => {
    const linked = madeUpFleet([
      { name: 'a', panes: ['idle'] },
      { name: 'b', panes: ['idle'] },
    ])
    const [pane] = linked.panes
    const sessions = linked.sessions.map(one => ({ ...one, windows: [{ windowId: '@0', index: 0, active: true }] }))
    if (!pane) throw new Error('no pane')
    expect(sessionOfPane({ ...linked, sessions }, pane, '$1')?.name).toBe('b')
    expect(sessionOfPane({ ...linked, sessions }, pane)?.name).toBe('a')
  })
})

describe('countStates', () => {
  it('puts what needs a person first and counts agents alone', () => {
    expect(countStates(fleet.panes)).toEqual([
      { state: 'waiting', count: 1 },
      { state: 'working', count: 1 },
      { state: 'idle', count: 1 },
    ])
  })
})

describe('focusOf', () => {
  it('means the selected pane and its session in the fleet', () => {
    const focus = focusOf(fleet, { view: { kind: 'fleet' }, selectedPane: '%3' })
    expect([focus.session?.name, focus.pane?.id, focus.window?.id]).toEqual(['Api-2', '%3', '@1'])
  })

  it('means nothing in a fleet without a selection', () => {
    expect(focusOf(fleet, { view: { kind: 'fleet' }, selectedPane: null })).toEqual({
      session: null,
      window: null,
      pane: null,
    })
  })

  it('does not mean a pane that was selected in another session', () => {
    const focus = focusOf(fleet, { view: { kind: 'session', sessionId: '$0' }, selectedPane: '%3' })
    expect([focus.session?.name, focus.pane, focus.window?.id]).toEqual(['api-10', null, '@0'])
  })

  it('means the pane that is zoomed in, whatever was selected', () => {
    const view = { kind: 'pane', sessionId: '$0', paneId: '%1' } as const
    expect(focusOf(fleet, { view, selectedPane: '%3' }).pane?.id).toBe('%1')
  })
})
