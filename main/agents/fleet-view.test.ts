import { expect, test } from 'vitest'
import { Fleet, type ServerStatus } from '../../ipc/model'
import { type CustomAgentType, DEFAULT_SETTINGS } from '../../ipc/settings'
import type { MirrorState, TmuxPane, TmuxSession } from '../tmux/types'
import { type FleetParts, homeSessions, viewFleet } from './fleet-view'
import { createNames } from './names'
import { agentTypes } from './registry'
import { createSignBook } from './signs'

const server: ServerStatus = {
  kind: 'connected',
  clientVersion: '3.3a',
  serverVersion: '3.3a',
  socket: 'default',
  message: '',
  remedy: '',
  since: 0,
}

function pane(id: string, windowId: string, index: number, change: Partial<TmuxPane> = {}): TmuxPane {
  const place = { active: true, title: 'host', command: 'x', path: '/', width: 80, height: 24, left: 0, top: 0 }
  const facts = { pid: 10, tty: '', dead: false, deadStatus: null, deadSignal: null, inMode: false, alternate: false }
  return { id, windowId, index, ...place, ...facts, options: { id: '', type: '', name: '', launch: '' }, ...change }
}

function session(id: string, ...windows: [windowId: string, index: number][]): TmuxSession {
  const links = windows.map(([windowId, index]) => ({ windowId, index, active: false }))
  return { id, name: `name of ${id}`, created: 1, folder: '/', windows: links, clients: [] }
}

const window = (id: string, ...panes: string[]) => ({
  id,
  name: 'w',
  layout: 'x',
  zoomed: false,
  width: 80,
  height: 24,
  panes,
})

const unseen = () => ({ signs: createSignBook(), tail: () => null, conversation: () => null })

function parts(mirror: MirrorState, change: Partial<FleetParts> = {}): FleetParts {
  const types = agentTypes(DEFAULT_SETTINGS)
  return {
    mirror,
    server,
    looks: new Map(),
    types,
    before: new Map(),
    names: createNames(),
    now: 7,
    ...unseen(),
    ...change,
  }
}

const look = (type: string | null) => {
  const rest = { program: null, foreground: null, atPrompt: false, background: [] }
  return { pid: 10, phase: 'plain', type, ...rest } as const
}

test('names follow window indexes, not the order of ids or of listing', () => {
  const mirror = {
    sessions: [session('$1', ['@2', 1], ['@1', 5])],
    windows: [window('@1', '%1', '%2'), window('@2', '%3')],
    panes: [pane('%2', '@1', 1), pane('%1', '@1', 0), pane('%3', '@2', 0)],
  }
  const looks = new Map(['%1', '%2', '%3'].map(id => [id, look('cc')]))
  const fleet = viewFleet(parts(mirror, { looks }))
  expect(Object.fromEntries(fleet.panes.map(one => [one.id, one.agent?.name]))).toEqual({
    '%3': 'cc_1',
    '%1': 'cc_2',
    '%2': 'cc_3',
  })
})

test('a linked window belongs to the first session that holds it; both are managed', () => {
  const mirror = {
    sessions: [session('$1', ['@1', 0]), session('$2', ['@1', 3], ['@2', 0]), session('$3', ['@3', 0])],
    windows: [window('@1', '%1'), window('@2', '%2'), window('@3', '%3')],
    panes: [pane('%1', '@1', 0, { title: 's__cc_9' }), pane('%2', '@2', 0), pane('%3', '@3', 0)],
  }
  const looks = new Map([['%2', look('cc')]])
  const fleet = viewFleet(parts(mirror, { looks }))
  expect(fleet.panes.map(one => one.agent?.name ?? null)).toEqual(['cc_9', 'cc_1', null])
  expect(fleet.sessions.map(one => one.managed)).toEqual([true, true, false])
  expect([...homeSessions(mirror)].map(([id, home]) => [id, home.id])).toEqual([
    ['%1', '$1'],
    ['%2', '$2'],
    ['%3', '$3'],
  ])
  expect(homeSessions(mirror)).toBe(homeSessions(mirror))
})

test('what goes to the page fits the contract and keeps our options to ourselves', () => {
  const options = { id: 'secret', type: 'gone', name: 'gone_1', launch: 'e30=' }
  const mirror = {
    sessions: [session('$1', ['@1', 0])],
    windows: [window('@1', '%1')],
    panes: [pane('%1', '@1', 0, { options, dead: true, deadStatus: 2 })],
  }
  const fleet = viewFleet(parts(mirror))
  expect(Fleet.strip().parse(fleet)).toMatchObject({ server: { kind: 'connected' } })
  expect(JSON.stringify(fleet)).not.toContain('secret')
  // Also an agent whose type was removed from the settings keeps its name and its facts.
  expect(fleet.panes[0]).toMatchObject({
    managed: true,
    agent: { type: 'gone', name: 'gone_1', source: 'option', unprompted: true },
    state: { name: 'exited', since: 7 },
  })
})

test('it is said of agents whether a prompt can be sent to their kind', () => {
  const own = { name: 'X', command: 'x', args: [], env: {}, interrupt: 'ctrl-c' as const }
  const agentTypesOfUser: CustomAgentType[] = [
    { ...own, id: 'mute', patterns: {} },
    { ...own, id: 'blind', patterns: { working: 'busy' } },
    { ...own, id: 'idles', patterns: { idle: '^>' } },
  ]
  const types = agentTypes({ ...DEFAULT_SETTINGS, agentTypes: agentTypesOfUser })
  const ids = ['cc', 'mute', 'blind', 'idles', 'shell', 'removed']
  const panes = ids.map((type, at) =>
    pane(`%${at}`, '@1', at, { options: { id: `i${at}`, type, name: `${type}_1`, launch: '' } }),
  )
  const mirror = { sessions: [session('$1', ['@1', 0])], windows: [window('@1', ...panes.map(one => one.id))], panes }
  const fleet = viewFleet(parts(mirror, { types }))
  expect(fleet.panes.filter(one => one.agent?.unprompted).map(one => one.agent?.type)).toEqual([
    ...['mute', 'blind'],
    'removed',
  ])
})
