import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, diffFleet } from './fleet'
import type { Fleet, Pane, ServerStatus, Session, Window } from './model'

const server: ServerStatus = {
  kind: 'connected',
  clientVersion: '3.3a',
  serverVersion: '3.3a',
  socket: 'default',
  message: '',
  remedy: '',
  since: 1,
}

function pane(n: number, title: string): Pane {
  return {
    id: `%${n}`,
    windowId: '@0',
    index: n,
    active: n === 0,
    title,
    command: 'bash',
    path: '/tmp',
    width: 80,
    height: 24,
    left: 0,
    top: 0,
    pid: 100 + n,
    tty: `/dev/pts/${n}`,
    dead: false,
    deadStatus: null,
    deadSignal: null,
    inMode: false,
    managed: false,
    agent: null,
    state: { name: 'unknown', source: 'none', sure: 'guess', since: 0, explanation: '' },
  }
}

const window = (n: number, name: string): Window => ({
  id: `@${n}`,
  name,
  layout: '',
  zoomed: false,
  width: 80,
  height: 24,
  panes: [],
})

const session = (n: number, name: string): Session => ({
  id: `$${n}`,
  name,
  created: 1,
  folder: '/',
  windows: [],
  clients: [],
  managed: false,
})

const numbered = <T>(make: (n: number, word: string) => T) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b', 'c')), { selector: one => one[0] })
    .map(list => list.map(([n, word]) => make(n, word)))

const fleets: fc.Arbitrary<Fleet> = fc.record({
  server: fc.constantFrom(server, { ...server, kind: 'lost' as const }),
  sessions: numbered(session),
  windows: numbered(window),
  panes: numbered(pane),
})

const sorted = (fleet: Fleet): Fleet => ({
  ...fleet,
  sessions: [...fleet.sessions].sort((a, b) => a.id.localeCompare(b.id)),
  windows: [...fleet.windows].sort((a, b) => a.id.localeCompare(b.id)),
  panes: [...fleet.panes].sort((a, b) => a.id.localeCompare(b.id)),
})

describe('fleet patches', () => {
  it('turn any fleet into any other', () => {
    fc.assert(
      fc.property(fleets, fleets, (before, after) => {
        const patch = diffFleet(before, after)
        const result = patch ? applyPatch(before, patch) : before
        expect(sorted(result)).toEqual(sorted(after))
      }),
    )
  })

  it('are null when nothing changed, also for equal copies', () => {
    const fleet: Fleet = { server, sessions: [session(0, 'a')], windows: [window(0, 'w')], panes: [pane(0, 't')] }
    expect(diffFleet(fleet, JSON.parse(JSON.stringify(fleet)) as Fleet)).toBeNull()
  })

  it('keep the identity of what did not change', () => {
    const fleet: Fleet = {
      server,
      sessions: [session(0, 'a')],
      windows: [window(0, 'w')],
      panes: [pane(0, 'x'), pane(1, 'y')],
    }
    const patch = diffFleet(fleet, { ...fleet, panes: [pane(0, 'x'), pane(1, 'new')] })
    expect(patch).toEqual({ panes: [pane(1, 'new')] })
    const next = applyPatch(fleet, patch!)
    expect(next.sessions).toBe(fleet.sessions)
    expect(next.panes[0]).toBe(fleet.panes[0])
    expect(next.panes[1]?.title).toBe('new')
  })

  it('remove a pane without touching a session of the same number', () => {
    const fleet: Fleet = { server, sessions: [session(1, 'a')], windows: [], panes: [pane(1, 'x')] }
    const next = applyPatch(fleet, { removed: ['%1'] })
    expect(next.panes).toEqual([])
    expect(next.sessions).toBe(fleet.sessions)
  })
})
