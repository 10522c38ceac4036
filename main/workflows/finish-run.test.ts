import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Fleet, Pane, StateName } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { silentLog } from '../log/log'
import type { TmuxSession } from '../tmux/types'
import { startRun } from './finish-run'
import type { FinishParts } from './finish-stages'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('sees that an agent has come to rest after the limit, also when nothing else happens', async () => {
  const changed = createEmitter<Fleet>()
  let name: StateName = 'working'
  const pane = () =>
    ({
      ...{ id: '%0', windowId: '@0', index: 0, pid: 7, dead: false, frozen: false, agent: { type: 'a', name: 'a_1' } },
      state: { name, since: 0, sure: 'certain', explanation: '' },
    }) as unknown as Pane
  const session = { id: '$0', name: 'api', created: 1, windows: [{ windowId: '@0' }] } as unknown as TmuxSession
  const mirror = { state: () => ({ sessions: [session], windows: [{ id: '@0' }], panes: [pane()] }) }
  const parts = {
    ...{ tmux: { mirror, serverPid: () => 1 }, types: () => [], book: { find: () => null, onChange: () => () => {} } },
    ...{ fleet: { pane, onChange: changed.on }, log: silentLog, rests: { seen: 1500, unseen: 6000 } },
  } as unknown as FinishParts
  const plan = { sessionId: '$0', ask: null, waitMs: 1000, save: null, kill: true, endShared: false }
  const run = startRun({ id: 'x', plan, session }, parts, () => {})
  await vi.advanceTimersByTimeAsync(1000)
  expect(run.now().problem).toBe('The time is up: 1 agent is not ready.')
  name = 'idle'
  changed.emit({} as Fleet)
  await vi.advanceTimersByTimeAsync(2000)
  expect(run.now()).toMatchObject({ step: 'waiting', agents: [{ progress: 'ready' }] })
  run.drop()
})
