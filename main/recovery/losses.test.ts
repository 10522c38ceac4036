import { afterEach, beforeEach, expect, test } from 'vitest'
import { killSession } from '../tmux/commands/kill-session'
import { until } from '../tmux/test-server'
import { createTestRecovery, type TestRecovery } from './test-recovery'

let r: TestRecovery
beforeEach(async () => {
  r = await createTestRecovery()
})
afterEach(() => r.end())

const tmux = (...args: string[]) => r.t.server.tmux(...args)
const idOf = (name: string) => r.t.tmux.mirror.state().sessions.find(one => one.name === name)?.id ?? ''
/** Nothing of these was lost, and nothing is in doubt: another loss, which comes later, was told alone. */
async function onlyLost(name: string): Promise<void> {
  await until(() => r.lost().some(one => one.session === name), `the loss of ${name}`)
  expect(r.lost().map(one => one.session)).toEqual([name])
}

test('a server that is killed: its sessions are lost at once, with what tmux said last', async () => {
  const before = Date.now()
  await r.start('api', 2)
  await tmux('new-session', '-d', '-s', 'plain', 'exec sleep 1000')
  await until(() => idOf('plain') !== '')
  process.kill(await r.t.server.pid(), 'SIGKILL')
  const began = Date.now()
  const loss = await r.loss()
  expect(Date.now() - began).toBeLessThan(5000)
  expect(r.lost()).toHaveLength(1)
  expect(loss).toMatchObject({
    session: 'api',
    folder: r.t.folder,
    kind: 'server-died',
    checkpoint: null,
    nameTaken: false,
  })
  expect(loss.seen).toBeGreaterThan(before)
  expect(loss.noticed).toBeGreaterThanOrEqual(loss.seen)
  expect(loss.agents.map(one => [one.name, one.type, one.transcript, one.alive])).toEqual([
    ['stay_1', 'stay', false, false],
    ['stay_2', 'stay', false, false],
  ])
  const words = await until(() => (r.lost()[0]?.lastWords.length === 2 ? r.lost()[0]?.lastWords : null), 'last words')
  expect(words).toEqual(['tmux: server exited unexpectedly', expect.stringContaining('may not be read here')])
})

test('a server that is ended from elsewhere', async () => {
  await r.start('api')
  await tmux('kill-server')
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'server-ended' })
  expect(r.lost()[0]?.sentence).toContain('kill-server')
})

test('a session that is ended from elsewhere, while its server lives on', async () => {
  await r.start('api')
  await r.start('other')
  await tmux('kill-session', '-t', '=api')
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'session-vanished', nameTaken: false })
  expect(r.lost()).toHaveLength(1)
  await tmux('new-session', '-d', '-s', 'api', 'exec sleep 1000')
  await until(() => r.lost()[0]?.nameTaken, 'that its name is taken')
})

test('what was ended here is no loss: by Kill now, nor by a session of ours that is taken back', async () => {
  await r.start('api', 2)
  await r.start('half')
  await r.start('last')
  await r.endings.kill(r.t.kill).kill({ kind: 'session', sessionId: idOf('api') }, { endShared: false })
  await r.tmux.request(killSession(idOf('half')))
  await tmux('kill-session', '-t', '=last')
  await onlyLost('last')
})

test('agents that have ended by themselves, a new name and moved windows are no loss', async () => {
  const [pane] = await r.start('ended')
  await r.start('old')
  await r.start('moved')
  await r.start('last')
  const pid = r.t.fleet.programOf(pane ?? '')?.pid ?? 0
  process.kill(pid, 'SIGTERM')
  await until(async () => {
    await r.t.server.reap()
    // tmux tells of the dead pane: it ended before its session.
    return r.t.tmux.mirror.pane(pane ?? '')?.dead
  }, 'its end')
  await tmux('kill-session', '-t', '=ended')
  await tmux('rename-session', '-t', '=old', 'new')
  await tmux('move-window', '-s', '=moved:', '-t', '=new:')
  await until(() => idOf('moved') === '' && idOf('new') !== '')
  await tmux('kill-session', '-t', '=last')
  await onlyLost('last')
  await tmux('kill-session', '-t', '=new')
  await until(() => r.lost().length === 2, 'the loss of the renamed one')
  expect(r.lost()[0]).toMatchObject({ session: 'new', agents: [{ name: 'stay_1' }, { name: 'stay_1' }] })
})

test('a kill that is refused ends nothing: what is still there can be lost another day', async () => {
  const [pane] = await r.start('api')
  const refusing = { preview: r.t.kill.preview, kill: () => Promise.reject(new Error('refused')) }
  const kill = r.endings.kill(refusing).kill({ kind: 'pane', paneId: pane ?? '' }, { endShared: false })
  await expect(kill).rejects.toThrow('refused')
  expect(r.endings.has(pane ?? '', r.t.tmux.serverPid())).toBe(false)
  await tmux('kill-server')
  expect(await r.loss()).toMatchObject({ session: 'api', agents: [{ name: 'stay_1' }] })
})

test('of two servers, one after the other: panes of the same numbers are others', async () => {
  const [pane] = await r.start('api')
  await r.endings.kill(r.t.kill).kill({ kind: 'session', sessionId: idOf('api') }, { endShared: false })
  await until(() => r.t.tmux.serverPid() === 0, 'the end of the server')
  expect(await r.start('api')).toEqual([pane])
  expect(r.lost()).toEqual([])
  process.kill(await r.t.server.pid(), 'SIGKILL')
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'server-died', agents: [{ name: 'stay_1' }] })
})

test('pages are told at once what there is, and with each change once', async () => {
  const told: number[] = []
  const undo = r.recovery().watch(news => told.push(news.lost.length))
  expect(told).toEqual([0])
  await r.start('api')
  await tmux('rename-session', '-t', '=api', 'other')
  expect(told).toEqual([0])
  await tmux('kill-server')
  await until(() => told.at(-1) === 1, 'the news')
  undo()
  const count = told.length
  await r.recovery().dismiss([r.lost()[0]?.id ?? ''])
  await until(() => r.lost().length === 0, 'an empty list')
  expect(told).toHaveLength(count)
})
