import { expect, test } from 'vitest'
import type { Pane } from '../../ipc/model'
import { startTimeOf } from '../processes/identity'
import { type RecordParts, recordServer, recordSession } from './record-session'
import { mirrorOf, tmuxPane } from './test-mirror'
import { sessionRecord } from './test-record'

const { server } = sessionRecord([])
const agent = (change: object = {}) =>
  ({ agent: { type: 'cc', name: 'cc_1' }, state: { name: 'idle' }, ...change }) as unknown as Pane
const parts: RecordParts = {
  ...{ viewOf: () => agent(), programOf: () => null, fileOf: () => '', ended: () => false, allowed: [] },
}
const record = (change: Partial<RecordParts> = {}, mirror = mirrorOf({ 1: [1, 2] })) =>
  recordSession(mirror, '$1', server, 5, { ...parts, ...change })

test('a session is recorded with what is known of its agents, in its order', () => {
  const viewOf = (id: string) => (id === '%1' ? agent({ task: 'Mend it', conversation: 'talk' }) : null)
  const fileOf = (life: string, conversation: string) => `/${life}/${conversation}`
  const one = record({ viewOf, fileOf, ended: id => id === '%2', programOf: () => ({ pid: 7, started: '8' }) })
  expect(one).toMatchObject({ id: '$1', name: 's1', folder: '/x', created: 1, seen: 5, server })
  expect(one?.windows.flatMap(window => window.panes)).toMatchObject([
    { id: '%1', agent: 'cc_1', task: 'Mend it', conversation: { id: 'talk', file: '/life 1/talk' }, ended: false },
    { id: '%2', agent: '', task: '', conversation: null, ended: true, program: { pid: 7, started: '8' } },
  ])
})

test('one without agents is none of ours, nor what goes beyond every measure; hostile lengths are cut', () => {
  expect(record({ viewOf: () => null })).toBeNull()
  expect(record({}, mirrorOf({ 1: Array.from({ length: 501 }, (_, at) => at) }))).toBeNull()
  const long = 'x'.repeat(9000)
  const mirror = { ...mirrorOf({ 1: [1] }), panes: [tmuxPane(1, { title: long, path: long, command: long })] }
  const one = record({ viewOf: () => agent({ task: long, conversation: long }), fileOf: () => long }, mirror)
  const [pane] = one?.windows[0]?.panes ?? []
  expect([pane?.title.length, pane?.folder.length, pane?.task.length]).toEqual([1000, 4096, 1000])
  expect([pane?.conversation?.id.length, pane?.conversation?.file.length]).toEqual([200, 4096])
})

test('a server is known by its process; null when it went, or another one came, meanwhile', async () => {
  let pid = process.pid
  const tmux = {
    ...{ target: { binary: 'tmux', socket: 'none', config: '/dev/null' }, serverPid: () => pid },
    status: () => ({ serverVersion: '3.3a' }) as never,
    request: async () => '1700000000',
  }
  const known = await recordServer(tmux, async () => 'run')
  expect(known).toMatchObject({ pid, boot: 'run', started: 1_700_000_000, process: await startTimeOf(pid) })
  expect(
    await recordServer({ ...tmux, request: () => Promise.reject(new Error('gone')) }, async () => 'run'),
  ).toBeNull()
  const other = async () => {
    pid = 1
    return 'run'
  }
  expect(await recordServer(tmux, other)).toBeNull()
})
