import { expect, test } from 'vitest'
import type { Fleet, Pane } from '../../ipc/model'
import { panesOfTarget } from './interrupt-target'

function pane(id: string, windowId: string, agent: string | null): Pane {
  const place = { index: 0, active: true, title: '', command: '', path: '/', width: 9, height: 9, left: 0, top: 0 }
  const facts = { pid: 1, tty: '', dead: false, deadStatus: null, deadSignal: null, inMode: false, managed: false }
  const state = { name: 'unknown', source: 'none', sure: 'guess', since: 0, explanation: '' } as const
  return {
    id,
    windowId,
    ...place,
    ...facts,
    state,
    agent: agent ? { type: 'cc', name: agent, source: 'process' } : null,
  }
}

const session = (id: string, ...windows: string[]) => ({
  id,
  name: id,
  created: 0,
  folder: '/',
  windows: windows.map((windowId, index) => ({ windowId, index, active: index === 0 })),
  clients: [],
  managed: true,
})

const fleet = {
  sessions: [session('$1', '@1', '@2'), session('$2', '@2')],
  windows: [],
  panes: [pane('%1', '@1', 'cc_1'), pane('%2', '@1', null), pane('%3', '@2', 'cc_2')],
} as unknown as Fleet

const ids = (target: Parameters<typeof panesOfTarget>[1]) => panesOfTarget(fleet, target).map(one => one.id)

test('a session means its agents, linked windows included; the fleet all agents once; a pane itself', () => {
  expect(ids({ kind: 'session', sessionId: '$1' })).toEqual(['%1', '%3'])
  expect(ids({ kind: 'session', sessionId: '$2' })).toEqual(['%3'])
  expect(ids({ kind: 'fleet' })).toEqual(['%1', '%3'])
  expect(ids({ kind: 'pane', paneId: '%2' })).toEqual(['%2'])
  expect(() => ids({ kind: 'pane', paneId: '%9' })).toThrow('gone')
  expect(() => ids({ kind: 'session', sessionId: '$9' })).toThrow('gone')
})
