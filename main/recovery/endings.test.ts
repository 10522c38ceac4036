import { beforeEach, expect, test } from 'vitest'
import { command } from '../tmux/quote'
import type { Command, MirrorState, Tmux } from '../tmux/types'
import { createEndings, type Endings } from './endings'
import { mirrorOf } from './test-mirror'

const PID = 12
let state: MirrorState
let server: number
let asked: Command[]
let endings: Endings
let notes: number
beforeEach(() => {
  // The window of pane 3 is linked into both sessions.
  state = mirrorOf({ 1: [1, 2, 3], 2: [3, 4] })
  server = PID
  asked = []
  notes = 0
  const tmux = {
    mirror: { state: () => state, pane: (id: string) => state.panes.find(pane => pane.id === id) ?? null },
    serverPid: () => server,
    async request(...commands: Command[]) {
      asked.push(...commands)
      return 'said'
    },
    async requestAll(commands: readonly Command[]) {
      asked.push(...commands)
      return []
    },
  } as unknown as Tmux
  endings = createEndings(tmux)
  endings.onNote(() => {
    notes += 1
  })
})

const noted = () => state.panes.map(pane => pane.id).filter(id => endings.has(id, PID))

test('a session that is ended takes its panes along, but not those that another session shows too', async () => {
  expect(await endings.tmux.request(command('kill-session', '-t', '$1'))).toBe('said')
  expect(noted()).toEqual(['%1', '%2'])
  expect([notes, asked.map(one => one.verb)]).toEqual([1, ['kill-session']])
})

test('windows and panes are noted by whatever way they are ended; other commands note nothing', async () => {
  await endings.tmux.requestAll([command('kill-window', '-t', '@3'), command('kill-pane', '-t', '%4')])
  expect(noted()).toEqual(['%3', '%4'])
  const before = notes
  await endings.tmux.request(command('select-pane', '-t', '%1'), command('rename-session', '-t', '$1', 'kill-pane'))
  expect([noted(), notes]).toEqual([['%3', '%4'], before])
})

test('what is gone already is noted by nobody', async () => {
  await endings.tmux.request(command('kill-session', '-t', '$9'), command('kill-pane', '-t', '%9'))
  expect([noted(), notes, asked.length]).toEqual([[], 0, 2])
})

test('panes of the next server have the same numbers, and are others', async () => {
  await endings.tmux.request(command('kill-pane', '-t', '%1'))
  expect([endings.has('%1', PID), endings.has('%1', 13), endings.has('%2', PID)]).toEqual([true, false, false])
  server = 0
  await endings.tmux.request(command('kill-pane', '-t', '%2'))
  // Without a server there is none that it could have been of.
  expect(endings.has('%2', 0)).toBe(false)
})

test('a kill notes before it begins; of one that failed what is gone stays noted', async () => {
  const seen: string[][] = []
  const kill = endings.kill({
    preview: async () => Promise.reject(new Error('not asked')),
    async kill() {
      seen.push(noted())
      state = { ...state, panes: state.panes.filter(pane => pane.id !== '%1') }
      throw new Error('half')
    },
  })
  await expect(kill.kill({ kind: 'session', sessionId: '$1' }, { endShared: false })).rejects.toThrow('half')
  expect(seen).toEqual([['%1', '%2']])
  expect([endings.has('%1', PID), endings.has('%2', PID), notes]).toEqual([true, false, 2])
})

test('no more than the newest thousands are remembered', async () => {
  const many = Array.from({ length: 5001 }, (_, number) => number)
  state = mirrorOf({ 1: many })
  await endings.tmux.request(command('kill-session', '-t', '$1'))
  expect([endings.has('%0', PID), endings.has('%1', PID), endings.has('%5000', PID)]).toEqual([false, true, true])
})
