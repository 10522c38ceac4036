import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import type { HostError } from '../../ipc/failure'
import { isAlive, startTimeOf } from '../processes/identity'
import { until } from '../tmux/test-server'
import { isAtLeast } from '../tmux/versions'
import { createTestHost, type TestHost } from './test-host'

/*
 * What goes wrong around the host: servers that end, freeze or are replaced, panes that come back, acts that meet.
 */

const run = promisify(execFile)
let t: TestHost
afterEach(() => t?.end())

const running = async (pid: number) => isAlive({ pid, started: (await startTimeOf(pid)) ?? '' })
const paneOf = async (target: string) => t.tmux('display-message', '-p', '-t', target, '#{pane_id}')
const pidIn = async (file: string) =>
  Number(await until(() => readFile(join(t.base, file), 'utf8').catch(() => ''), `the pid in ${file}`))

/** Lists afresh and waits until the host knows the pane. */
async function known(paneId: string): Promise<void> {
  await until(() => t.host.fleet.state().panes.some(pane => pane.id === paneId), `${paneId} in the fleet`)
}

test('a plain pane that closes with its program is killed with a report, not with an error', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'plain', 'exec cat')
  await t.tmux('split-window', '-d', '-t', '=plain:', 'exec sleep 700')
  await t.followed()
  const paneId = await paneOf('=plain:.1')
  await known(paneId)
  const target = { kind: 'pane', paneId } as const
  const report = await t.page().client.call('kill.now', { target, endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [], panes: [paneId] })
  expect(report.ended).toHaveLength(1)
  const last = { kind: 'session', sessionId: '$0' } as const
  const whole = await t.page().client.call('kill.now', { target: last, endShared: false })
  expect(whole).toMatchObject({ proven: true, survivors: [], panes: ['%0'] })
  await expect(t.tmux('list-sessions')).rejects.toThrow()
})

test('where the server stays after its last session: the kill is proven, nothing is shown, and a session can be made', async () => {
  t = await createTestHost('set -g exit-empty off')
  await t.tmux('new-session', '-d', '-s', 'last', 'exec cat')
  await t.followed()
  const { client } = t.page()
  const target = { kind: 'session', sessionId: '$0' } as const
  const report = await client.call('kill.now', { target, endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [], panes: ['%0'] })
  await until(() => t.host.fleet.state().sessions.length === 0, 'nothing is shown')
  expect(t.host.fleet.state().server).toMatchObject({ kind: 'connected', message: '' })
  const agents = [{ type: 'shell', count: 2 }]
  const made = await client.call('session.create', { name: 'next', folder: t.base, createFolder: false, agents })
  expect(made.receipts.map(one => one.result)).toEqual(['done', 'done'])
  await t.followed()
  expect(t.errors).toEqual([])
})

test('after a server has ended and another one was started at once, a kill still finds and ends what runs', async () => {
  t = await createTestHost()
  for (let round = 0; round < 3; round += 1) {
    await t.tmux('new-session', '-d', '-s', `s${round}`, 'exec sleep 701')
    await t.followed()
    const pid = Number(await t.tmux('display-message', '-p', '#{pid}'))
    await t.tmux('kill-session', '-t', `=s${round}`)
    await until(async () => !(await running(pid)), 'the end of the server')
    await t.tmux('new-session', '-d', '-s', `t${round}`, `echo $$ > ${t.base}/pid${round}; exec sleep 702`)
    const worker = await pidIn(`pid${round}`)
    await until(() => t.host.fleet.state().sessions[0]?.name === `t${round}`, 'the new session')
    const target = { kind: 'session', sessionId: t.host.fleet.state().sessions[0]?.id ?? '' } as const
    const report = await t.page().client.call('kill.now', { target, endShared: false })
    expect(report.ended.map(one => one.pid)).toContain(worker)
    expect(await running(worker)).toBe(false)
  }
})

test('the undo of a fit means the server on which it was made', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'old', '-x', '100', '-y', '30', 'exec cat')
  await t.followed()
  const { client } = t.page()
  const { undo } = await client.call('window.fit', { paneId: '%0', size: { cols: 70, rows: 20 } })
  await t.tmux('kill-server')
  await until(() => t.host.fleet.state().server.kind !== 'connected', 'the loss')
  await t.tmux('new-session', '-d', '-s', 'new', '-x', '111', '-y', '33', 'exec cat')
  await t.followed()
  await expect(client.call('window.unfit', { undo })).rejects.toMatchObject({ code: 'no-such-window' })
  expect(await t.tmux('list-windows', '-F', '#{window_id} #{window_width}x#{window_height}')).toBe('@0 111x33')
})

test('a pane that a hook starts again while it is killed is ended too', async () => {
  t = await createTestHost(`set -g remain-on-exit on\nset-hook -g pane-died 'respawn-pane'`)
  const script = `echo $$ >> ${t.base}/pids; trap '' HUP; sleep 703`
  await t.tmux('new-session', '-d', '-s', 'stay', 'exec cat')
  await t.tmux('new-session', '-d', '-s', 'again', `exec sh -c '${script.replaceAll("'", `'\\''`)}'`)
  await t.followed()
  await pidIn('pids').catch(() => 0)
  const paneId = await paneOf('=again:')
  await known(paneId)
  const session = t.host.fleet.state().sessions.find(one => one.name === 'again')
  const target = { kind: 'session', sessionId: session?.id ?? '' } as const
  const report = await t.page().client.call('kill.now', { target, endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [], panes: [paneId] })
  const pids = (await readFile(join(t.base, 'pids'), 'utf8')).trim().split('\n').map(Number)
  expect(await Promise.all(pids.map(running))).toEqual(pids.map(() => false))
})

test('a session that bears the look of an id is attached to by its own id', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'first', 'exec cat')
  await t.tmux('new-session', '-d', '-s', '$0', 'exec cat')
  await t.followed()
  const { client } = t.page()
  const { command } = await client.call('session.attachCommand', { sessionId: '$1' })
  const target = command.split(' -t ')[1] ?? ''
  const { stdout } = await run('sh', ['-c', `printf %s ${target}`])
  expect(await t.tmux('display-message', '-p', '-t', stdout, '#{session_id}')).toBe('$1')
})

test('panes that are synchronised get one key each from an interrupt', async () => {
  t = await createTestHost()
  const count = `trap 'n=$((n+1)); echo "got $n"' INT; while :; do sleep 0.05; done`
  const script = `exec bash -c '${count.replaceAll("'", `'\\''`)}'`
  await t.tmux('new-session', '-d', '-s', 'sync', '-x', '120', '-y', '40', script)
  for (let i = 0; i < 2; i += 1) await t.tmux('split-window', '-d', '-t', '=sync:', script)
  await t.tmux('set-option', '-w', '-t', '=sync:', 'synchronize-panes', 'on')
  await t.followed()
  const { client } = t.page()
  await until(async () => (await t.tmux('list-panes', '-s', '-F', '#{pane_current_command}')).split('\n').length === 3)
  for (const paneId of ['%0', '%1', '%2']) await known(paneId)
  await Promise.all(
    ['%0', '%1', '%2'].map(paneId => client.call('agents.interrupt', { target: { kind: 'pane', paneId } })),
  )
  const screens = () => Promise.all(['%0', '%1', '%2'].map(id => t.tmux('capture-pane', '-p', '-t', id)))
  await until(async () => (await screens()).every(one => one.includes('got 1')), 'one key each')
  // A key that should not have come would be on its way already: three more looks of a trap's loop.
  await client.call('pane.paste', { paneId: '%0', text: 'x' })
  expect((await screens()).filter(one => one.includes('got 2'))).toEqual([])
  expect(await t.tmux('list-buffers')).toBe('')
})

test('a frozen server: an interrupt says what it does not know, the host answers, and recovers', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'ice', 'trap : INT; while :; do sleep 0.1; done')
  await t.followed()
  const { client } = t.page()
  const pid = Number(await t.tmux('display-message', '-p', '#{pid}'))
  process.kill(pid, 'SIGSTOP')
  try {
    const first = await client.call('agents.interrupt', { target: { kind: 'pane', paneId: '%0' } })
    expect(first.receipts.map(one => one.result)).toEqual(['unconfirmed'])
    const again = await client.call('agents.interrupt', { target: { kind: 'pane', paneId: '%0' } })
    // The first key may be on its way yet: no second one, and no new claim.
    expect(again.receipts).toMatchObject([{ result: 'skipped', detail: expect.stringContaining('already being') }])
    expect((await client.call('app.info', {})).version).toBe('0.0.1')
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  const { command } = await client.call('session.attachCommand', { sessionId: '$0' })
  expect(command).toContain('=ice')
  await t.followed()
  await client.call('session.rename', { sessionId: '$0', name: 'thawed' })
  await until(() => t.host.fleet.state().sessions[0]?.name === 'thawed', 'the new name')
})

test('no window is asked for while it would take the whole server along', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'precious', 'exec cat')
  await t.tmux('set-option', '-g', 'window-size', 'manual')
  await t.followed()
  const { client } = t.page()
  const agents = [{ type: 'shell', count: 1 }]
  const acts = [
    client.call('session.create', { name: 'x', folder: t.base, createFolder: false, agents }),
    client.call('session.addAgents', { sessionId: '$0', agents }),
  ]
  const ends = await Promise.all(
    acts.map(act =>
      act.then(
        () => 'done',
        error => error.code,
      ),
    ),
  )
  const deadly = !isAtLeast(await t.tmux('display-message', '-p', '#{version}'), 3, 7)
  expect(ends).toEqual(deadly ? ['refused', 'refused'] : ['done', 'done'])
  expect(await t.tmux('list-sessions', '-F', '#{session_name}')).toContain('precious')
})

test('a session is made and kept under destroy-unattached, also when the host is gone', async () => {
  t = await createTestHost('set -g destroy-unattached on')
  const input = { name: 'kept', folder: t.base, createFolder: false, agents: [{ type: 'shell', count: 2 }] }
  const made = await t.page().client.call('session.create', input)
  expect(made.receipts.map(one => [one.result, one.session])).toEqual([
    ['done', 'kept'],
    ['done', 'kept'],
  ])
  await t.followed()
  await t.host.close()
  await until(async () => (await t.tmux('list-clients')) === '', 'no client')
  expect(await t.tmux('list-panes', '-s', '-t', '=kept', '-F', '#{session_name} #{pane_dead}')).toBe('kept 0\nkept 0')
  expect(await t.tmux('show-options', '-g', 'destroy-unattached')).toBe('destroy-unattached on')
})

test('a configuration under which no session can live is named as the reason', async () => {
  t = await createTestHost('set -g exit-unattached on')
  const input = { name: 'x', folder: t.base, createFolder: false, agents: [{ type: 'shell', count: 1 }] }
  const error = await t
    .page()
    .client.call('session.create', input)
    .catch((one: HostError) => one)
  expect(error).toMatchObject({ code: 'tmux-refused', detail: expect.stringContaining('exit-unattached') })
  await expect(t.tmux('list-sessions')).rejects.toThrow()
})
