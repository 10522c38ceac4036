import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { programOf } from '../agents/program-name'
import { isAlive, startTimeOf } from '../processes/identity'
import { createTestServer, until } from '../tmux/test-server'
import { createTestFleet, STAY, type TestFleet } from './test-fleet'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

async function alive(pid: number): Promise<boolean> {
  return isAlive({ pid, started: (await startTimeOf(pid)) ?? '' })
}

/** The pid that a script has written. */
const noted = async (name: string) =>
  Number(await until(() => readFile(join(t.folder, name), 'utf8').catch(() => ''), `the pid of ${name}`))

const note = (name: string, pid = 'process.pid') =>
  `fs.writeFileSync(${JSON.stringify(join(t.folder, name))}, String(${pid}));`

/** A child that ignores HUP and TERM, in a session of its own. */
const DEAF = `const child = require('child_process').spawn('sh', ['-c', 'trap "" HUP TERM; sleep 987'],
  { detached: true, stdio: 'ignore' });`

async function create(name: string, ...agents: [type: string, count: number][]) {
  const list = agents.map(([type, count]) => ({ type, count }))
  return t.spawn.create({ name, folder: t.folder, createFolder: false, agents: list })
}

test('a pane goes with all that it started; its neighbours live on', async () => {
  await t.script('nasty', `${DEAF} ${note('child', 'child.pid')} process.on('SIGTERM', () => {}); ${STAY}`)
  await t.script('calm', `${note('calm')} ${STAY}`)
  const made = await create('s', ['nasty', 1], ['calm', 1])
  const [child, calm] = [await noted('child'), await noted('calm')]
  const target = { kind: 'pane', paneId: made.panes[0]! } as const
  const preview = await t.kill.preview(target)
  expect(preview).toMatchObject({ panes: 1, shared: [] })
  expect(await alive(child)).toBe(true)
  const report = await t.kill.kill(target, { endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [], panes: [made.panes[0]], shared: [] })
  expect(report.ended.length).toBeGreaterThanOrEqual(preview.processes)
  expect(report.ended.find(one => one.pid === child)?.signal).toBe('KILL')
  expect([await alive(child), await alive(calm)]).toEqual([false, true])
  expect(t.tmux.mirror.state().panes.map(pane => pane.id)).toEqual([made.panes[1]])
})

test('a session goes with its plain panes, and the last one takes the server along', async () => {
  await t.script('one', `${note('one')} ${STAY}`)
  const made = await create('s', ['one', 1])
  await t.server.tmux('split-window', '-d', '-t', made.panes[0]!, 'sh', '-c', `echo $$ > ${t.folder}/plain; sleep 986`)
  const pids = [await noted('one'), await noted('plain')]
  const target = { kind: 'session', sessionId: made.sessionId } as const
  const report = await t.kill.kill(target, { endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [] })
  expect(report.panes.length).toBe(2)
  expect(await Promise.all(pids.map(alive))).toEqual([false, false])
  await expect(t.kill.kill(target, { endShared: false })).rejects.toThrow()
})

test('a window that is linked into another session is unlinked, not ended', async () => {
  await t.script('one', `${note('one')} ${STAY}`)
  const made = await create('s', ['one', 1])
  await t.server.tmux('new-session', '-d', '-s', 'other', 'sleep', '985')
  await t.server.tmux('link-window', '-s', `${made.sessionId}:`, '-t', 'other:')
  const report = await t.kill.kill({ kind: 'session', sessionId: made.sessionId }, { endShared: false })
  expect(report).toMatchObject({ proven: true, panes: [], ended: [] })
  expect(await alive(await noted('one'))).toBe(true)
  expect(await t.server.tmux('list-sessions', '-F', '#{session_name}')).toBe('other')
  expect(t.fleet.pane(made.panes[0]!)?.agent?.name).toBe('one_1')
})

/** An agent that starts one daemon for each QD_SHARED_HOME: another session, no terminal, the environment of its pane. */
async function sharing(): Promise<void> {
  const daemon = `const path = process.env.QD_SHARED_HOME; const fs2 = require('fs');
    if (process.argv[2] === 'server') { process.on('SIGHUP', () => {}); fs.writeFileSync(path, String(process.pid)) }
    else { try { fs2.closeSync(fs2.openSync(path + '.lock', 'wx'));
      require('child_process').spawn(process.execPath, [__filename, 'server'], { detached: true, stdio: 'ignore' }).unref()
    } catch {} }`
  const shared = {
    name: 'Shared server',
    matches(argv: readonly string[]) {
      const program = programOf(argv)
      return program.name === 'qd-sharer' && program.args[0] === 'server'
    },
    scope: { variable: 'QD_SHARED_HOME', fallback: '.nowhere' },
  }
  await t.script('sharer', `${daemon} ${STAY}`, {
    shared: [shared],
    env: { QD_SHARED_HOME: join(t.folder, 'daemon') },
  })
}

test('a shared daemon is kept for the others, named, and ended with the last one when asked', async () => {
  await sharing()
  const made = await create('s', ['sharer', 2])
  const daemon = await noted('daemon')
  await until(async () => (await t.fleet.refresh()).panes.every(pane => pane.state.name === 'unknown'), 'both run')
  const [first, second] = made.panes.map(paneId => ({ kind: 'pane', paneId }) as const)
  expect((await t.kill.preview(first!)).shared).toEqual([{ name: 'Shared server', usedBy: ['sharer_2 in s'] }])
  const one = await t.kill.kill(first!, { endShared: true })
  expect(one).toMatchObject({ proven: true, survivors: [] })
  expect(one.shared).toMatchObject([{ pid: daemon, outcome: 'kept', usedBy: ['sharer_2 in s'] }])
  expect(await alive(daemon)).toBe(true)
  // A session that stays, so that the answer to the last kill comes from a living server.
  await t.server.tmux('new-session', '-d', '-s', 'stays', 'sleep', '984')
  expect((await t.kill.preview(second!)).shared).toEqual([{ name: 'Shared server', usedBy: [] }])
  const last = await t.kill.kill(second!, { endShared: true })
  expect(last.shared).toMatchObject([{ pid: daemon, outcome: 'ended', usedBy: [] }])
  expect(last.proven).toBe(true)
  expect(await alive(daemon)).toBe(false)
})

test('without the word, a shared daemon outlives even its last agent', async () => {
  await sharing()
  const made = await create('s', ['sharer', 1])
  const daemon = await noted('daemon')
  const report = await t.kill.kill({ kind: 'session', sessionId: made.sessionId }, { endShared: false })
  expect(report).toMatchObject({ proven: true, survivors: [], shared: [{ pid: daemon, outcome: 'kept', usedBy: [] }] })
  expect(await alive(daemon)).toBe(true)
  process.kill(daemon, 'SIGKILL')
})

test('a tmux server that was started in a pane is left alone and named, with all that lives in it', async () => {
  const nested = createTestServer()
  try {
    const { target } = nested
    await t.script('nester', STAY)
    const made = await create('s', ['nester', 1])
    const start = `tmux -L ${target.socket} -f /dev/null new-session -d sleep 983; exec sleep 982`
    await t.server.tmux('split-window', '-d', '-t', made.panes[0]!, 'sh', '-c', start)
    const pid = await until(() => nested.pid().catch(() => 0), 'the nested server')
    const report = await t.kill.kill({ kind: 'session', sessionId: made.sessionId }, { endShared: false })
    expect(report).toMatchObject({ proven: true, survivors: [] })
    expect(report.spared).toMatchObject([{ pid, why: 'nested-server' }])
    expect(report.spared[0]?.command).toContain('tmux')
    expect(report.ended.map(one => one.pid)).not.toContain(pid)
    expect(await nested.tmux('list-panes', '-a', '-F', '#{pane_dead} #{pane_current_command}')).toBe('0 sleep')
  } finally {
    await nested.end()
  }
})

test('a pane that Quarterdeck itself was started from is not killed, nor counted', async () => {
  await t.script('calm', STAY)
  const made = await create('s', ['calm', 1])
  const target = { kind: 'session', sessionId: made.sessionId } as const
  // As if this process had been started there: a process of our own group whose environment names the pane.
  const child = spawn('sleep', ['981'], {
    env: { ...process.env, TMUX: `${t.server.socketPath},${await t.server.pid()},0`, TMUX_PANE: made.panes[0] },
    stdio: 'ignore',
  })
  try {
    const own = { pid: child.pid ?? 0, started: (await startTimeOf(child.pid ?? 0)) ?? '' }
    const refused = { code: 'refused', message: expect.stringMatching(/Quarterdeck itself .* calm_1 in s/) }
    await expect(t.kill.preview(target)).rejects.toMatchObject(refused)
    await expect(t.kill.kill(target, { endShared: false })).rejects.toMatchObject(refused)
    expect(await isAlive(own)).toBe(true)
    expect(t.fleet.pane(made.panes[0]!)?.dead).toBe(false)
  } finally {
    child.kill('SIGKILL')
  }
  await until(() => child.exitCode !== null || child.signalCode !== null, 'its end')
  expect(await t.kill.kill(target, { endShared: false })).toMatchObject({ proven: true, spared: [] })
})
