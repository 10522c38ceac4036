import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { isAlive } from '../processes/identity'
import { until } from '../tmux/test-server'
import type { RecoveryOptions } from './recovery'
import { createTestRecovery, journaled, type TestRecovery } from './test-recovery'

let r: TestRecovery
beforeEach(async () => {
  r = await createTestRecovery()
})
afterEach(() => r.end())

const tmux = (...args: string[]) => r.t.server.tmux(...args)
const content = async () => JSON.parse(await readFile(r.file, 'utf8'))
const killServer = async () => process.kill(await r.t.server.pid(), 'SIGKILL')
/** Nobody lives at these pids any more. */
const gone = async () => {
  const { server } = (await content()).sessions[0].record ?? (await content()).sessions[0]
  await until(async () => !(await isAlive({ pid: server.pid, started: server.process })), 'the end of the server')
}

test('a server that went while no host ran, and a host that begins anew', async () => {
  await r.start('api', 2)
  await r.again({}, async () => {
    await killServer()
    await gone()
  })
  const loss = await r.loss()
  expect(loss).toMatchObject({ session: 'api', kind: 'while-away', agents: [{ name: 'stay_1' }, { name: 'stay_2' }] })
  expect(loss.seen).toBeLessThan(loss.noticed)
  // Told again by the next host as it was: the same loss, no second one.
  await r.again()
  expect(r.lost().map(one => one.id)).toEqual([loss.id])
  expect((await content()).sessions).toEqual([])
})

test('a session that went while no host ran, beside one that is still there', async () => {
  await r.start('api')
  await r.start('other')
  await r.again({}, () => tmux('kill-session', '-t', '=api'))
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'while-away' })
  expect(r.lost()).toHaveLength(1)
  expect((await stat(r.file)).mode & 0o777).toBe(0o600)
})

test('another run of the machine: its sessions went with the reboot', async () => {
  await r.start('api')
  // The server lives: pids of another run mean nothing.
  await r.again({ boot: async () => 'another-run' })
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'reboot', lastWords: [] })
})

test('after a reboot the log of the run in which a server was is read once for all its sessions, and kept', async () => {
  await r.start('api')
  await r.start('other')
  const { server } = (await content()).sessions[0]
  const asked: unknown[] = []
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const bootLog: RecoveryOptions['bootLog'] = async (...of) => {
    asked.push(of)
    await gate
    const message = `Out of memory: Killed process ${server.pid} (tmux: server) total-vm:1kB`
    return [{ at: Date.now(), by: 'kernel', message }]
  }
  await r.again({ boot: async () => 'another-run', bootLog })
  await until(() => r.lost().length === 2, 'both losses')
  // They are told at once, before any log is read.
  expect(r.lost().flatMap(one => one.lastWords)).toEqual([])
  open()
  const told = () => r.lost().every(one => one.lastWords.length === 1 && one.sentence.includes('for lack of memory'))
  await until(told, 'what the log says')
  expect(asked).toEqual([[server.boot, server.started]])
  // The next host knows it without the log.
  await r.again({ boot: async () => 'another-run' })
  expect([r.lost().length, told()]).toEqual([2, true])
})

test('an orphaned server, whose socket is gone, is not taken for dead', async () => {
  await r.start('api')
  const pid = await r.t.server.pid()
  await r.again({}, () => rm(r.t.server.socketPath))
  await until(async () => (await content()).sessions.length === 1)
  expect(r.lost()).toEqual([])
  // USR1 makes tmux listen again.
  process.kill(pid, 'SIGUSR1')
  await until(
    () =>
      tmux('has-session', '-t', '=api').then(
        () => true,
        () => false,
      ),
    'its socket',
  )
  await r.start('last')
  await tmux('kill-session', '-t', '=last')
  await until(() => r.lost().length > 0)
  expect(r.lost().map(one => one.session)).toEqual(['last'])
})

test('what was being ended when the host crashed is no loss', async () => {
  await r.start('api')
  const pane = r.t.tmux.mirror.state().panes[0]?.id ?? ''
  await r.start('other')
  const kill = { preview: r.t.kill.preview, kill: () => new Promise<never>(() => {}) }
  void r.endings.kill(kill).kill({ kind: 'pane', paneId: pane }, { endShared: false })
  await until(async () => (await readFile(r.file, 'utf8')).includes('"ended":true'), 'the note')
  await r.again({}, async () => {
    await tmux('kill-server')
    await gone()
  })
  await r.loss()
  expect(r.lost().map(one => one.session)).toEqual(['other'])
})

test('a damaged journal is set aside and told; what can be read of it counts', async () => {
  await r.start('api')
  await r.again({}, async () => {
    const { sessions } = await content()
    const strange = { ...sessions[0], id: 'x; rm -rf' }
    await writeFile(r.file, JSON.stringify({ version: 1, lost: [{ id: 1 }], sessions: [strange, ...sessions] }))
    await killServer()
    await gone().catch(() => {})
  })
  expect(r.recovery().notice).toContain('2 of its entries cannot be read')
  expect(await r.loss()).toMatchObject({ session: 'api' })
  await r.recovery().dismiss([r.lost()[0]?.id ?? ''])
  await r.again({}, () => writeFile(r.file, '{"version":1,"los'))
  expect(r.recovery().notice).toContain('it is not valid JSON')
  expect(r.lost()).toEqual([])
  const aside = (await readdir(r.t.folder)).filter(name => name.startsWith('journal.json.bad-'))
  expect(aside).toHaveLength(2)
  await r.again({}, async () => {
    await rm(r.file)
    await mkdir(r.file)
  })
  expect(r.recovery().notice).toContain('it is not a file')
})

test('dismissed for good; a host that may not write says so, and writes nothing', async () => {
  await r.start('api')
  await tmux('kill-server')
  const { id } = await r.loss()
  await r.again({ readOnly: () => true })
  expect(r.lost()).toHaveLength(1)
  await expect(r.recovery().dismiss([id])).rejects.toMatchObject({ code: 'read-only' })
  const before = await readFile(r.file, 'utf8')
  await r.recovery().close()
  expect(await readFile(r.file, 'utf8')).toBe(before)
  await r.again()
  await r.recovery().dismiss([id])
  await until(() => r.lost().length === 0)
  await r.again()
  expect(r.lost()).toEqual([])
  expect((await content()).lost).toEqual([])
})

test('a host that becomes the writer takes over what another one kept', async () => {
  await r.start('api')
  await r.start('other')
  let readOnly = true
  await r.again({ readOnly: () => readOnly }, () => tmux('kill-session', '-t', '=api'))
  expect(r.lost()).toEqual([])
  readOnly = false
  await r.recovery().adopt()
  expect(await r.loss()).toMatchObject({ session: 'api', kind: 'while-away' })
  await until(async () => (await content()).lost.length === 1)
  await journaled(r, 'other')
})

test('a host that becomes the writer sets a damaged journal aside before it writes its own', async () => {
  let readOnly = true
  const warned: unknown[] = []
  const log = { ...silentLog, warn: (_: string, facts?: Record<string, unknown>) => void warned.push(facts?.notice) }
  await r.again({ readOnly: () => readOnly, log })
  await writeFile(r.file, 'damaged')
  readOnly = false
  await r.recovery().adopt()
  const aside = (await readdir(r.t.folder)).filter(name => name.startsWith('journal.json.bad-'))
  expect(await Promise.all(aside.map(name => readFile(join(r.t.folder, name), 'utf8')))).toEqual(['damaged'])
  expect(warned).toEqual([expect.stringContaining(String(aside[0]))])
})

test('agents that outlived their terminal are named while they live, and left alone', async () => {
  const deaf = `process.on('SIGHUP', () => {}); process.on('SIGTERM', () => {});`
  const ready = join(r.t.folder, 'ready')
  await r.t.script('deaf', `${deaf} setInterval(() => {}, 1000); fs.writeFileSync(${JSON.stringify(ready)}, 'x');`)
  const made = await r.t.spawn.create({
    name: 'api',
    folder: r.t.folder,
    createFolder: false,
    agents: [
      { type: 'deaf', count: 1 },
      { type: 'stay', count: 1 },
    ],
  })
  await until(() => made.panes.every(id => r.t.fleet.programOf(id) !== null), 'its agents')
  await journaled(r, 'deaf_1')
  await until(() => stat(ready).catch(() => null), 'that it hears nothing')
  const program = r.t.fleet.programOf(made.panes[0] ?? '')
  await killServer()
  try {
    await until(() => r.lost()[0]?.agents[0]?.alive, 'that it lives')
    expect(r.lost()[0]?.agents.map(one => [one.name, one.alive])).toEqual([
      ['deaf_1', true],
      ['stay_1', false],
    ])
    expect(await isAlive(program!)).toBe(true)
  } finally {
    process.kill(program!.pid, 'SIGKILL')
  }
  await until(() => r.lost()[0]?.agents[0]?.alive === false, 'that it is gone')
})

test('a journal of another machine is kept as it is', async () => {
  await r.start('api')
  const other = await r.again({}, async () => {
    const { sessions } = await content()
    const server = { ...sessions[0].server, machine: 'elsewhere', pid: 1, process: '1' }
    await writeFile(r.file, JSON.stringify({ version: 1, lost: [], sessions: [{ ...sessions[0], server }] }))
  })
  expect(other).toBeUndefined()
  await r.start('more')
  const names = async () =>
    (await content()).sessions.map(
      (one: { name: string; server: { machine: string } }) => `${one.name} ${one.server.machine === 'elsewhere'}`,
    )
  await until(async () => (await names()).length === 3, 'all three')
  expect(await names()).toEqual(expect.arrayContaining(['api false', 'more false', 'api true']))
  expect(r.lost()).toEqual([])
})
