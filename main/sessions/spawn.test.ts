import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { limitsFollow } from '../tmux/commands/history-limit'
import { until } from '../tmux/test-server'
import { decodeLaunch } from './launch'
import { createTestFleet, STAY, type TestFleet } from './test-fleet'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

const names = () => t.fleet.state().panes.map(pane => pane.agent?.name)

test('a session with agents of two kinds: named, marked, with history, alive', async () => {
  await t.script('one', STAY)
  await t.script('two', STAY, { env: { FLAVOUR: 'x y' } })
  const made = await t.spawn.create({
    name: `a b'"$(x) ü #{pid}`,
    folder: t.folder,
    createFolder: false,
    agents: [
      { type: 'one', count: 2 },
      { type: 'two', count: 1 },
    ],
  })
  expect(made.receipts.map(one => [one.agent, one.result])).toEqual([
    ['one_1', 'done'],
    ['one_2', 'done'],
    ['two_1', 'done'],
  ])
  const [session] = t.fleet.state().sessions
  expect(session).toMatchObject({ id: made.sessionId, name: `a b'"$(x) ü #{pid}`, managed: true, folder: t.folder })
  expect(names()).toEqual(['one_1', 'one_2', 'two_1'])
  const lines = await t.server.tmux('list-panes', '-s', '-t', made.sessionId, '-F', '#{history_limit} #{pane_path}')
  expect(lines.split('\n').map(line => line.split(' ')[0])).toEqual(['12345', '12345', '12345'])
  // Nothing of it is global, and the plan can be read back for Restart.
  expect(await t.server.tmux('show-options', '-g', 'history-limit')).toBe('history-limit 2000')
  expect(await t.server.tmux('show-options', '-gw', 'remain-on-exit')).toBe('remain-on-exit off')
  const launch = decodeLaunch(t.tmux.mirror.pane(made.panes[2]!)!.options.launch)
  expect(launch).toMatchObject({ type: 'two', folder: t.folder, env: { FLAVOUR: 'x y' } })
  const running = () => t.fleet.state().panes.every(pane => pane.state.name === 'unknown')
  await until(running, 'all started')
})

test('what is wrong is said before anything is made', async () => {
  await t.script('one', STAY)
  await t.server.tmux('new-session', '-d', '-s', 'taken', 'sleep', '1000')
  await t.connected()
  const good = { name: 'new', folder: t.folder, createFolder: false, agents: [{ type: 'one', count: 1 }] }
  const refused = (change: Partial<typeof good>) =>
    t.spawn.create({ ...good, ...change }).then(
      () => 'made',
      error => `${error.code}: ${error.message} ${error.detail ?? ''}`,
    )
  await t.script('gone', STAY, { command: '/nowhere/gone' })
  expect(await refused({ name: 'taken' })).toMatch(/^name-taken/)
  expect(await refused({ name: 'a.b' })).toMatch(/^bad-name/)
  expect(await refused({ folder: join(t.folder, 'none') })).toMatch(/^bad-folder.*does not exist/)
  expect(await refused({ folder: 'relative' })).toMatch(/^bad-folder/)
  expect(await refused({ folder: '/dev/null' })).toMatch(/^bad-folder.*not a folder/)
  expect(await refused({ agents: [{ type: 'nobody', count: 1 }] })).toMatch(/^unknown-agent-type/)
  expect(await refused({ agents: [{ type: 'one', count: 0 }] })).toMatch(/^bad-input/)
  const missing = [
    { type: 'one', count: 1 },
    { type: 'gone', count: 1 },
  ]
  const fresh = join(t.folder, 'fresh')
  expect(await refused({ agents: missing, folder: fresh, createFolder: true })).toBe(
    'no-program: /nowhere/gone is not installed. make it',
  )
  await expect(stat(fresh)).rejects.toThrow('ENOENT')
  expect(await t.server.tmux('list-sessions', '-F', '#{session_name}')).toBe('taken')
})

test('a folder is created on request; an agent that dies at once is still seen with its status', async () => {
  await t.script('brief', 'console.log("last words"); process.exit(7)')
  const folder = join(t.folder, `deep/fo'ld"er $(x) #{pid}`)
  const made = await t.spawn.create({ name: 's', folder, createFolder: true, agents: [{ type: 'brief', count: 1 }] })
  const pane = () => t.fleet.pane(made.panes[0]!)
  await until(() => pane()?.state.name === 'exited' && pane()?.deadStatus === 7, 'its end')
  expect(pane()?.state).toMatchObject({ source: 'process', explanation: 'The program exited with status 7.' })
  expect(await t.server.tmux('capture-pane', '-p', '-S', '-', '-t', made.panes[0]!)).toContain('last words')
  expect(await t.server.tmux('display-message', '-p', '-t', made.panes[0]!, '#{session_path}')).toBe(folder)
})

test('agents added to a stranger session with a longer history cost it no line, and get as much', async () => {
  await t.script('one', STAY)
  await t.server.tmux('new-session', '-d', '-s', 'first', '-x', '90', '-y', '30', 'sleep', '999')
  await t.server.tmux('set-option', '-g', 'history-limit', '50000')
  await t.server.tmux('new-session', '-d', '-s', 'own', '-x', '90', '-y', '30', 'seq 1 20000; sleep 999')
  await t.connected()
  const sessionId = await t.server.tmux('display-message', '-p', '-t', 'own:', '#{session_id}')
  const lines = async () => Number(await t.server.tmux('display-message', '-p', '-t', 'own:', '#{history_size}'))
  const before = await until(async () => ((await lines()) > 19_900 ? lines() : 0), 'its history')
  const made = await t.spawn.add({ sessionId, agents: [{ type: 'one', count: 1 }] })
  expect(await lines()).toBe(before)
  expect(await t.server.tmux('display-message', '-p', '-t', made.panes[0]!, '#{history_limit}')).toBe('50000')
})

test('agents added to a stranger session disturb nobody and leave no option behind', async () => {
  await t.script('one', `fs.writeFileSync(${JSON.stringify(join(t.folder, 'cwd'))}, process.cwd()); ${STAY}`)
  await t.server.tmux(
    'new-session',
    '-d',
    '-s',
    'own',
    '-x',
    '90',
    '-y',
    '30',
    '-c',
    join(t.folder, 'home'),
    'sleep',
    '999',
  )
  await t.server.tmux('select-pane', '-t', 'own', '-T', 'own__one_4')
  await t.connected()
  const sessionId = await t.server.tmux('display-message', '-p', '-t', 'own', '#{session_id}')
  const look = '#{window_id} #{window_active} #{window_width}x#{window_height} #{window_panes}'
  const before = (await t.server.tmux('list-windows', '-t', 'own', '-F', look)).split('\n')
  const options = await t.server.tmux('show-options', '-t', 'own')
  const made = await t.spawn.add({ sessionId, agents: [{ type: 'one', count: 12 }] })
  const after = (await t.server.tmux('list-windows', '-t', 'own', '-F', look)).split('\n')
  expect(after[0]).toBe(before[0])
  // 90x30 has room for two columns and three rows of 40x8 cells.
  expect(after.slice(1).map(line => line.split(' ')[3])).toEqual(['6', '6'])
  expect(made.receipts.map(one => one.agent).slice(0, 2)).toEqual(['one_5', 'one_6'])
  expect(made.receipts.every(one => one.result === 'done')).toBe(true)
  // Where a pane's limit follows its session's, the agents would lose their lines with it.
  const kept = limitsFollow(await t.server.version()) ? `\nhistory-limit 12345` : ''
  const lines = (text: string) => text.split('\n').filter(Boolean).sort()
  expect(lines(await t.server.tmux('show-options', '-t', 'own'))).toEqual(lines(options + kept))
  expect(await t.server.tmux('display-message', '-p', '-t', made.panes[11]!, '#{history_limit}')).toBe('12345')
  expect(await until(() => readFile(join(t.folder, 'cwd'), 'utf8').catch(() => ''))).toBe(join(t.folder, 'home'))
})

test('fifty at once, readable, and no name twice when two adds come together', async () => {
  await t.script('one', STAY)
  const agents = [{ type: 'shell', count: 50 }]
  const began = performance.now()
  const made = await t.spawn.create({ name: 'many', folder: t.folder, createFolder: false, agents })
  console.info(`50 shells: ${Math.round(performance.now() - began)} ms`)
  expect(new Set(made.panes).size).toBe(50)
  const sizes = await t.server.tmux('list-panes', '-s', '-t', made.sessionId, '-F', '#{pane_width} #{pane_height}')
  const small = sizes.split('\n').filter(line => Number(line.split(' ')[0]) < 79 || Number(line.split(' ')[1]) < 19)
  expect(small).toEqual([])
  const one = { sessionId: made.sessionId, agents: [{ type: 'one', count: 2 }] }
  const both = await Promise.all([t.spawn.add(one), t.spawn.add(one)])
  expect(both.flatMap(each => each.receipts.map(receipt => receipt.agent))).toEqual([
    'one_1',
    'one_2',
    'one_3',
    'one_4',
  ])
})
