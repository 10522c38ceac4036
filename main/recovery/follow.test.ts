import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Fleet, Pane, PaneId, ServerStatus, StateName } from '../../ipc/model'
import { createEmitter } from '../../ipc/wire'
import { until } from '../tmux/test-server'
import type { ClientEnd, MirrorState } from '../tmux/types'
import { createFollower, type Follower, type FollowOptions, type Lost } from './follow'
import { mirrorOf } from './test-mirror'
import { paneRecord, sessionRecord } from './test-record'

/* A server that is told of, not run: this very process stands for it, as its start can be looked up. */

const PID = process.pid
let mirror: MirrorState
let states: Map<PaneId, StateName>
let server: number
let connected: boolean
let serverLives: boolean
let boot: string
let ended: Set<PaneId>
let lost: Lost[]
let follower: Follower
const looks = createEmitter<MirrorState>()
const ends = createEmitter<ClientEnd>()

const viewOf = ({ id, windowId }: MirrorState['panes'][number]): Pane =>
  ({
    ...{ id, windowId, dead: false, agent: { type: 'cc', name: `cc${id}` }, task: '' },
    state: { name: states.get(id) ?? 'idle' },
  }) as unknown as Pane

function follow(change: Partial<FollowOptions> = {}): Follower {
  const none = () => () => {}
  return createFollower({
    tmux: {
      mirror: { state: () => mirror, pane: () => null, onChange: looks.on, refresh: async () => mirror },
      status: () => ({ kind: connected ? 'connected' : 'lost', serverVersion: '3.3a' }) as ServerStatus,
      ...{
        onStatus: none,
        serverPid: () => server,
        target: { binary: 'tmux', socket: 'none', config: '/dev/null' },
        onClientEnd: ends.on,
      },
      request: async () => '1700000000',
    },
    fleet: {
      state: () => ({ panes: mirror.panes.map(viewOf) }) as unknown as Fleet,
      ...{ onChange: none, programOf: () => null },
    },
    ...{ fileOf: () => '', allowed: () => [], boot: async () => boot },
    ended: id => ended.has(id),
    isAlive: async () => serverLives,
    onLost: one => lost.push(one),
    onChange: () => {},
    ...change,
  })
}

beforeEach(() => {
  mirror = mirrorOf({ 1: [1, 2], 2: [3] })
  states = new Map()
  ;[server, connected, serverLives, boot] = [PID, true, true, 'run']
  ended = new Set()
  lost = []
  follower = follow()
})
afterEach(() => {
  vi.useRealTimers()
  follower.close()
})

const names = () => follower.records().map(one => one.name)
const followed = () => until(() => follower.records().length === 2, 'both sessions')
function see(next: MirrorState): void {
  mirror = next
  looks.emit(mirror)
}
/** The server is gone; its clients were told this. */
function serverEnds(...told: Partial<ClientEnd>[]): void {
  serverLives = false
  for (const one of told) ends.emit({ sessionId: '$1', reason: '', clean: false, ...one })
  ;[server, connected] = [0, false]
  see(mirrorOf({}))
}
const kinds = () => lost.map(one => `${one.record.name} ${one.kind}`).sort()

test('what clients were told last says how their server ended, each word once', async () => {
  await followed()
  serverEnds(
    { reason: 'server exited unexpectedly' },
    { reason: 'server exited unexpectedly' },
    { reason: 'lost server' },
  )
  // Until it is known what became of them they are journaled as they were.
  expect(names()).toEqual(['s1', 's2'])
  await until(() => lost.length === 2, 'the losses')
  expect(kinds()).toEqual(['s1 server-died', 's2 server-died'])
  expect(lost[0]).toMatchObject({ reasons: ['server exited unexpectedly', 'lost server'], clean: false, away: false })
  expect(names()).toEqual([])
})

test('a server that let its clients go ended in order; one that said nothing went unseen', async () => {
  await followed()
  serverEnds({ clean: true })
  await until(() => lost.length === 2, 'the losses')
  expect(kinds()).toEqual(['s1 server-ended', 's2 server-ended'])
  follower.close()
  lost = []
  ;[server, connected, serverLives, mirror] = [PID, true, true, mirrorOf({ 1: [1] })]
  follower = follow()
  await until(() => names().length === 1, 'the next one')
  serverEnds()
  await until(() => lost.length === 1, 'the loss')
  // This host followed it: nobody was away.
  expect(lost[0]).toMatchObject({ kind: 'while-away', away: false, reasons: [] })
})

test('a session that is gone from a living server is lost alone; one whose panes are elsewhere is not', async () => {
  await followed()
  see(mirrorOf({ 2: [3] }))
  await until(() => lost.length === 1, 'the loss')
  expect(kinds()).toEqual(['s1 session-vanished'])
  see(mirrorOf({ 4: [3] }))
  await until(() => names().join() === 's4', 'that the old name is forgotten')
  expect(lost).toHaveLength(1)
})

test('what was ended here, or had ended by itself, is no loss', async () => {
  states.set('%3', 'exited')
  follower.close()
  follower = follow()
  await followed()
  ended = new Set(['%1', '%2'])
  // It ended long before its session: such a moment is believed after a second.
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + 1100)
  looks.emit(mirror)
  serverEnds({ reason: 'server exited unexpectedly' })
  await until(() => names().length === 0, 'that nothing is in doubt')
  expect(lost).toEqual([])
})

test('an agent that is seen dead a moment before its session is missed died with it', async () => {
  await followed()
  states.set('%3', 'working')
  looks.emit(mirror)
  states.set('%3', 'exited')
  looks.emit(mirror)
  see(mirrorOf({ 1: [1, 2] }))
  await until(() => lost.length === 1, 'the loss')
  expect(lost[0]?.record.windows[0]?.panes[0]?.state).toBe('working')
})

test('of an earlier host: another run of the machine, a server that died, one that lives, another machine', async () => {
  await followed()
  const [living] = follower.records()
  if (!living) throw new Error('no record')
  const at = (pid: number, change = {}) => ({ ...living.server, pid, ...change })
  const pane = paneRecord({ id: '%9' })
  const earlier = (name: string, over: object) => sessionRecord([pane], { name, id: '$9', server: at(7), ...over })
  serverLives = false
  follower.remember([
    earlier('booted', { server: at(7, { boot: 'before' }) }),
    earlier('died', {}),
    earlier('died', {}),
    earlier('elsewhere', { server: at(8, { machine: 'other' }) }),
    sessionRecord([paneRecord({ state: 'exited' })], { name: 'over', server: at(6) }),
  ])
  await until(() => lost.length === 2 && follower.records().length === 3, 'what can be told')
  expect(kinds()).toEqual(['booted reboot', 'died while-away'])
  expect(lost.every(one => one.away)).toBe(true)
  expect(names()).toEqual(['s1', 's2', 'elsewhere'])
})

test('a server that cannot be identified is asked again, by one timer however often it is looked at', async () => {
  follower.close()
  let asked = 0
  let known = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  follower = follow({
    async boot() {
      asked += 1
      if (!known) throw new Error('not yet')
      return boot
    },
  })
  for (let count = 2; count <= 6; count += 1) {
    while (asked < count) {
      looks.emit(mirror)
      await turn()
    }
  }
  expect(vi.getTimerCount()).toBe(1)
  known = true
  // Its answer to the last look, which is none, may be on its way.
  while (follower.records().length === 0) {
    await vi.advanceTimersByTimeAsync(500)
    await turn()
  }
  expect(names()).toEqual(['s1', 's2'])
})

test('nothing is told after the end', async () => {
  await followed()
  follower.close()
  let answer = (_: boolean) => {}
  let asked = false
  follower = follow({
    isAlive() {
      asked = true
      return new Promise(resolve => {
        answer = resolve
      })
    },
  })
  await followed()
  serverEnds({ reason: 'lost server' })
  await until(() => asked, 'the question')
  follower.close()
  answer(false)
  await turn()
  expect(lost).toEqual([])
})
