import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, startTimeOf } from '../processes/identity'
import { readProcesses } from '../processes/read'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { createFreeze, type Freeze } from './freeze'

let t: TestFleet
let freeze: Freeze
beforeEach(async () => {
  t = await createTestFleet()
  freeze = createFreeze({ tmux: t.tmux, fleet: t.fleet, types: () => t.types, book: t.book })
})
afterEach(async () => {
  // What left its tree outlives the server.
  const pids = (await Promise.all(ALL.map(name => read(`${name}.pid`)))).map(Number).filter(pid => pid > 1)
  await t.end()
  for (const pid of pids)
    if (await isAlive({ pid, started: (await startTimeOf(pid)) ?? '' })) process.kill(pid, 'SIGKILL')
})

const file = (name: string) => join(t.folder, name)
const read = (name: string) => readFile(file(name), 'utf8').catch(() => '')
/** Notes that it runs, twenty times a second, and its pid. */
const beat = (name: string) =>
  `fs.writeFileSync(${JSON.stringify(file(`${name}.pid`))}, String(process.pid));
   setInterval(() => fs.appendFileSync(${JSON.stringify(file(name))}, '.'), 50);`
const node = (code: string) => JSON.stringify(`const fs = require('fs'); ${code}`)

/** An agent with a child in its tree, and one that has left it, under another parent and in a session of its own. */
const FAMILY = () => `
  const { spawn } = require('child_process');
  spawn(process.execPath, ['-e', ${node(beat('child'))}], { stdio: 'ignore' });
  const away = ${node(beat('away'))};
  const code = "require('child_process').spawn(process.execPath, ['-e', " + JSON.stringify(away) +
    "], { stdio: 'ignore', detached: true }).unref(); process.exit()";
  spawn(process.execPath, ['-e', code], { stdio: 'ignore', detached: true });
  ${beat('agent')}`

async function create(type: string) {
  return t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents: [{ type, count: 1 }] })
}

async function stopped(name: string): Promise<boolean | undefined> {
  return (await readProcesses()).get(Number(await read(`${name}.pid`)))?.stopped
}

const ALL = ['agent', 'child', 'away'] as const
const states = () => Promise.all(ALL.map(stopped))

test('stops the agent with all that it started, also what left its tree, and wakes it again', async () => {
  await t.script('family', FAMILY())
  const made = await create('family')
  const paneId = made.panes[0] ?? ''
  await until(async () => (await Promise.all(ALL.map(read))).every(text => text.length > 1), 'all three')
  await t.connected()

  const act = await freeze.freeze({ kind: 'pane', paneId }, true, 'page')
  expect(act).toMatchObject({ kind: 'freeze', title: 'Freeze', open: false })
  expect(act.receipts).toMatchObject([
    { result: 'done', detail: '3 processes stopped, as the process table shows.', next: ['thaw', 'kill'] },
  ])
  expect(await states()).toEqual([true, true, true])
  expect(t.fleet.pane(paneId)?.frozen).toBe(true)
  // The launcher around it runs on, and so does the pane: tmux has not woken anything, nobody says "Stopped".
  expect((await readProcesses()).get(t.fleet.pane(paneId)?.pid ?? 0)?.stopped).toBe(false)
  expect(await t.server.tmux('capture-pane', '-p', '-t', paneId)).not.toContain('Stopped')

  const again = await freeze.freeze({ kind: 'pane', paneId }, true, 'page')
  expect(again.receipts).toMatchObject([{ result: 'skipped', detail: 'It is frozen already.' }])
  const key = await t.interrupt.interrupt({ kind: 'pane', paneId }, { origin: 'page' })
  expect(key.receipts).toMatchObject([{ result: 'skipped', detail: 'It is frozen: thaw it first.' }])

  const thaw = await freeze.freeze({ kind: 'session', sessionId: made.sessionId }, false, 'page')
  expect(thaw).toMatchObject({ kind: 'thaw', receipts: [{ result: 'done', detail: '3 processes run again.' }] })
  expect(await states()).toEqual([false, false, false])
  const before = await Promise.all(ALL.map(read))
  await until(async () => (await Promise.all(ALL.map(read))).every((text, n) => text.length > before[n]!.length))
  expect(t.fleet.pane(paneId)?.frozen).toBeUndefined()
  const twice = await freeze.freeze({ kind: 'pane', paneId }, false, 'page')
  expect(twice.receipts).toMatchObject([{ result: 'skipped', detail: 'It is not frozen.' }])
})

test('an agent that forks all the time is stopped to the last of them', async () => {
  const swarm = `const { spawn } = require('child_process');
    setInterval(() => spawn('sleep', ['60'], { stdio: 'ignore' }), 5); ${beat('agent')}`
  await t.script('swarm', swarm)
  const paneId = (await create('swarm')).panes[0] ?? ''
  await until(async () => (await read('agent')).length > 1)
  const act = await freeze.freeze({ kind: 'pane', paneId }, true, 'page')
  expect(act.receipts).toMatchObject([{ result: 'done' }])
  const tree = (await readProcesses()).treeOf(t.fleet.pane(paneId)?.pid ?? 0).slice(1)
  expect(tree.filter(one => !one.stopped && !one.zombie)).toEqual([])
  expect(tree.length).toBeGreaterThan(2)
})

test('another host, or this one after a start, can thaw what it has not frozen itself', async () => {
  await t.script('family', FAMILY())
  const paneId = (await create('family')).panes[0] ?? ''
  await until(async () => (await Promise.all(ALL.map(read))).every(text => text.length > 1))
  await freeze.freeze({ kind: 'pane', paneId }, true, 'page')
  const other = createFreeze({ tmux: t.tmux, fleet: t.fleet, types: () => t.types, book: t.book })
  await other.freeze({ kind: 'pane', paneId }, false, 'page')
  expect(await states()).toEqual([false, false, false])
})

test('a shared daemon is left running', async () => {
  const shared = [
    {
      name: 'Beat',
      matches: (argv: readonly string[]) => argv.some(one => one.includes('away.pid') && !one.includes('spawn')),
      scope: { variable: 'X', fallback: 'x' },
    },
  ]
  await t.script('family', FAMILY(), { shared })
  const paneId = (await create('family')).panes[0] ?? ''
  await until(async () => (await Promise.all(ALL.map(read))).every(text => text.length > 1))
  await freeze.freeze({ kind: 'fleet' }, true, 'page')
  expect(await states()).toEqual([true, true, false])
  await freeze.freeze({ kind: 'pane', paneId }, false, 'page')
})

test('what would not hold, or give the terminal to a shell, is refused with the reason', async () => {
  const type = await t.script('lone', `process.stdout.write('up'); ${STAY}`)
  await create('shell')
  await t.server.tmux('new-session', '-d', '-s', 'own', '-x', '80', '-y', '24', type.command)
  await t.server.tmux('new-session', '-d', '-s', 'typed', '-x', '80', '-y', '24', 'exec bash --norc -i')
  await t.server.tmux('send-keys', '-t', '=typed:', type.command, 'Enter')
  await t.connected()
  const agents = () => t.fleet.state().panes.filter(pane => pane.agent?.type === 'lone')
  await until(() => agents().length === 2, 'both are recognised')
  const act = await freeze.freeze({ kind: 'fleet' }, true, 'page')
  const told = Object.fromEntries(act.receipts.map(one => [one.session, [one.result, one.detail]]))
  expect(told).toMatchObject({
    s: ['skipped', expect.stringContaining('Only agents')],
    own: ['skipped', expect.stringContaining('started by tmux itself')],
    typed: ['skipped', expect.stringContaining('take the terminal back')],
  })
  const table = await readProcesses()
  for (const pane of t.fleet.state().panes) expect(table.treeOf(pane.pid).filter(one => one.stopped)).toEqual([])
  await expect(freeze.freeze({ kind: 'pane', paneId: '%99' }, true, 'page')).rejects.toMatchObject({
    code: 'no-such-pane',
  })
})
