import { afterEach, expect, test } from 'vitest'
import { HostError } from '../../ipc/failure'
import { startTimeOf } from '../processes/identity'
import { until } from '../tmux/test-server'
import { createTestHost, openTestPage, type TestHost } from './test-host'

/*
 * Acts that meet the end of what they act on: each call is answered in bounded time, and the host goes on.
 */

let t: TestHost
afterEach(() => t?.end())

const input = (name: string, count: number) => ({
  name,
  folder: t.base,
  createFolder: false,
  agents: [{ type: 'shell', count }],
})
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof HostError ? error.code : `a bug: ${error}`),
  )
const serverPid = async () => Number(await t.tmux('display-message', '-p', '#{pid}'))

/** The host works: a fresh session is made, seen and ended with proof. */
async function works(name: string): Promise<void> {
  const { client } = openTestPage(t.host)
  const made = await client.call('session.create', input(name, 1))
  const target = { kind: 'session', sessionId: made.sessionId } as const
  expect(await client.call('kill.now', { target, endShared: false })).toMatchObject({ proven: true, survivors: [] })
}

test.each([1, 4, 8])(
  'the server dies when %i of 9 panes are there: refused with a code, and the next one works',
  async n => {
    t = await createTestHost()
    await t.tmux('new-session', '-d', '-s', 'keeper', 'exec cat')
    await t.followed()
    const pid = await serverPid()
    const { client } = t.page()
    const creating = outcome(client.call('session.create', input('doomed', 9)))
    const panes = () => t.tmux('list-panes', '-s', '-t', '=doomed').catch(() => '')
    await until(async () => (await panes()).split('\n').filter(Boolean).length >= n, `${n} panes`, 20_000)
    process.kill(pid, 'SIGKILL')
    const seen = await creating
    expect(seen).not.toContain('bug')
    expect(seen).not.toBe('internal')
    // In its first step a creation is tried once more (`destroy-unattached`), which may have started another server.
    const lost = () => t.host.fleet.state().server.kind !== 'connected'
    await until(async () => lost() || (await serverPid().catch(() => pid)) !== pid, 'the loss')
    await works('next')
    expect(t.errors).toEqual([])
  },
)

test('the server dies in the middle of a kill: the report says what ended, and nothing else is touched', async () => {
  t = await createTestHost()
  const { client } = t.page()
  const made = await client.call('session.create', input('doomed', 3))
  const pid = await serverPid()
  const target = { kind: 'session', sessionId: made.sessionId } as const
  const shells = (await t.tmux('list-panes', '-s', '-t', '=doomed', '-F', '#{pane_pid}')).split('\n').map(Number)
  const killing = client.call('kill.now', { target, endShared: false })
  await until(async () => (await Promise.all(shells.map(startTimeOf))).includes(null), 'the first one to end')
  process.kill(pid, 'SIGKILL')
  const newcomer = () => t.tmux('new-session', '-d', '-s', 'newcomer', 'exec cat')
  await until(
    () =>
      newcomer().then(
        () => true,
        () => false,
      ),
    'another server',
  )
  const report = await killing
  expect(report.survivors).toEqual([])
  expect(await t.tmux('list-panes', '-a', '-F', '#{session_name} #{pane_id} #{pane_dead}')).toBe('newcomer %0 0')
})

test('sessions that others end in the middle of our acts', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'keeper', 'exec cat')
  await t.followed()
  const { client } = t.page()
  const made = await client.call('session.create', input('doomed', 2))
  const adding = outcome(client.call('session.addAgents', { sessionId: made.sessionId, agents: input('', 9).agents }))
  await until(async () => (await t.tmux('list-panes', '-s', '-t', '=doomed')).split('\n').length > 3, 'some panes')
  await t.tmux('kill-session', '-t', '=doomed')
  expect(['tmux-refused', 'no-such-session', 'no-such-pane', 'no-such-window']).toContain(await adding)
  const target = { kind: 'session', sessionId: made.sessionId } as const
  expect(await outcome(client.call('kill.now', { target, endShared: false }))).toBe('no-such-session')
  const rename = { sessionId: made.sessionId, name: 'x' }
  expect(await outcome(client.call('session.rename', rename))).toBe('no-such-session')
  const [paneId = ''] = made.panes
  expect(await outcome(client.call('window.fit', { paneId, size: { cols: 80, rows: 24 } }))).toBe('no-such-pane')
  expect(await outcome(client.call('stream.open', { paneId, view: 'live' }))).toBe('no-such-pane')
  expect(await t.tmux('show-options', '-t', '=keeper:')).toBe('')
  await works('next')
})

test('what is asked for twice under one id, as an answer was lost, is made once; after a refusal it is tried again', async () => {
  t = await createTestHost()
  const [a, b] = [t.page().client, t.page().client]
  const id = crypto.randomUUID()
  const refused = { ...input('one', 2), id, folder: `${t.base}/nowhere` }
  expect(await outcome(a.call('session.create', refused))).toBe('bad-folder')
  const wish = { ...input('one', 2), id }
  const [first, second] = await Promise.all([a.call('session.create', wish), b.call('session.create', wish)])
  expect(second).toEqual(first)
  const more = { id: crypto.randomUUID(), sessionId: first.sessionId, agents: input('', 2).agents }
  const added = await a.call('session.addAgents', more)
  expect(await b.call('session.addAgents', more)).toEqual(added)
  const save = { id: crypto.randomUUID(), sessionId: first.sessionId }
  const saves = await Promise.all([a.call('checkpoint.save', save), b.call('checkpoint.save', save)])
  expect(saves.map(one => one.info.id)).toEqual([save.id, save.id])
  const panes = await t.tmux('list-panes', '-a', '-F', '#{session_name} #{pane_id}')
  expect(panes.split('\n')).toEqual([...first.panes, ...added.panes].map(pane => `one ${pane}`))
  await a.call('session.addAgents', { ...more, id: crypto.randomUUID() })
  expect((await t.tmux('list-panes', '-a')).split('\n')).toHaveLength(6)
  expect(t.errors).toEqual([])
})

test('two kills, a rename and a creation of one name at once: one wins, nobody is told a lie', async () => {
  t = await createTestHost()
  const [a, b] = [t.page().client, t.page().client]
  const both = [a, b].map(client => outcome(client.call('session.create', input('one', 1))))
  expect((await Promise.all(both)).sort()).toEqual(['done', 'name-taken'])
  const session = await until(() => t.host.fleet.state().sessions[0], 'the session')
  await t.tmux('new-session', '-d', '-s', 'other', 'exec cat')
  const target = { kind: 'session', sessionId: session.id } as const
  const reports = await Promise.all(
    [a, b].map(client => client.call('kill.now', { target, endShared: false }).catch((e: HostError) => e.code)),
  )
  for (const report of reports)
    if (typeof report === 'string') expect(report).toBe('no-such-session')
    else expect(report).toMatchObject({ proven: true, survivors: [] })
  expect(await t.tmux('list-sessions', '-F', '#{session_name}')).toBe('other')
})

test('a page that leaves in the middle of its calls leaves nothing open; the others stream on', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'busy', 'while :; do date +%N; sleep 0.01; done')
  await t.followed()
  const stays = t.page()
  const { stream } = await stays.client.call('stream.open', { paneId: '%0', view: 'live' })
  for (let round = 0; round < 20; round += 1) {
    const leaves = openTestPage(t.host)
    const calls = [
      outcome(leaves.client.call('stream.open', { paneId: '%0', view: 'live' })),
      outcome(leaves.client.call('kill.preview', { target: { kind: 'pane', paneId: '%0' } })),
      outcome(leaves.client.call('session.create', input(`made-${round % 2}`, 1))),
    ]
    leaves.wire.close()
    expect(await Promise.all(calls)).toEqual(calls.map(() => 'disconnected'))
  }
  const before = stays.screen(stream).length
  await until(() => {
    stays.client.sendFrame(new Uint8Array([17, 0, 0, 0, stream, 0, 1, 0, 0]))
    return stays.screen(stream).length > before + 500
  }, 'more of the stream')
  expect(t.errors).toEqual([])
})
