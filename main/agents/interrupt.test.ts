import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Pane } from '../../ipc/model'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { interruptBy } from './agent-type'
import { createInterrupt, decideKey } from './interrupt'
import { agentTypes } from './registry'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

/** A script that notes every byte typed, in raw mode as agents have it. */
const LISTEN = (name: string, folder: string) =>
  `process.stdin.setRawMode(true); process.stdin.on('data', bytes =>
    fs.appendFileSync(${JSON.stringify(join(folder, name))}, bytes)); ${STAY}
  fs.appendFileSync(${JSON.stringify(join(folder, name))}, '');`

const idle = { name: 'idle', source: 'process', sure: 'certain', since: 0, explanation: '' } as const
const typed = (name: string) => readFile(join(t.folder, name), 'latin1').catch(() => null)
const states = () => Object.fromEntries(t.fleet.state().panes.map(pane => [pane.agent?.name, pane.state.name]))

async function create(...types: string[]) {
  const agents = types.map(type => ({ type, count: 1 }))
  return t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
}

test('each kind gets its key in one write; who has nothing to stop is skipped, with the reason', async () => {
  await t.script('esc', LISTEN('esc', t.folder), { interruptKey: interruptBy('Escape') })
  await t.script('ctl', LISTEN('ctl', t.folder))
  await t.script('dead', 'process.exit(1)')
  const made = await create('esc', 'ctl', 'shell', 'dead')
  // A person's own pane beside them, which no interrupt of the session may touch.
  await t.script('editor', LISTEN('editor', t.folder))
  const words = ['-d', '-t', made.panes[0]!, process.execPath, t.types.at(-1)!.command]
  t.types.pop()
  await t.server.tmux('split-window', ...words)
  await until(
    async () => (await typed('esc')) !== null && (await typed('ctl')) !== null && (await typed('editor')) !== null,
  )
  await until(
    () => states().shell_1 === 'idle' && states().dead_1 === 'exited' && states().esc_1 === 'unknown',
    'states',
  )
  await t.server.tmux('copy-mode', '-t', made.panes[0]!)
  await until(() => t.fleet.pane(made.panes[0]!)?.inMode, 'copy mode')
  await t.connected()
  const { receipts, sentInMs } = await t.interrupt.interrupt(
    { kind: 'session', sessionId: made.sessionId },
    { origin: 'page' },
  )
  expect(receipts.map(one => [one.agent, one.result, one.detail])).toEqual([
    ['esc_1', 'unconfirmed', 'Escape sent; not verified.'],
    ['ctl_1', 'unconfirmed', 'Ctrl+C sent; not verified.'],
    ['shell_1', 'skipped', 'It is idle: there is nothing to stop.'],
    ['dead_1', 'skipped', 'It has exited already.'],
  ])
  expect(sentInMs).toBeLessThan(5000)
  await until(async () => (await typed('esc')) === '\x1b' && (await typed('ctl')) === '\x03', 'the keys')
  // An impatient second press adds nothing, in whatever scope.
  const again = await t.interrupt.interrupt({ kind: 'fleet' }, { origin: 'page' })
  expect(again.receipts.slice(0, 2).map(one => one.detail)).toEqual(
    [1, 2].map(() => 'It is already being interrupted: a second key could end it.'),
  )
  const editor = t.fleet.state().panes.find(pane => pane.agent === null)
  const own = await t.interrupt.interrupt({ kind: 'pane', paneId: editor?.id ?? '' }, { origin: 'page' })
  expect(own.receipts.map(one => [one.agent, one.result])).toEqual([[`pane ${editor?.index}`, 'unconfirmed']])
  await until(async () => (await typed('editor')) === '\x03', 'the key of the pane named directly')
  expect([await typed('esc'), await typed('ctl')]).toEqual(['\x1b', '\x03'])
})

test('a shell with a job gets Ctrl+C, and is idle again', async () => {
  const made = await create('shell')
  await until(() => states().shell_1 === 'idle', 'its prompt')
  await t.server.tmux('send-keys', '-t', made.panes[0]!, 'sleep 983', 'Enter')
  await until(() => states().shell_1 === 'working', 'its job')
  const { receipts } = await t.interrupt.interrupt({ kind: 'pane', paneId: made.panes[0]! }, { origin: 'page' })
  expect(receipts[0]).toMatchObject({ result: 'unconfirmed', before: 'working', session: 's' })
  await until(() => states().shell_1 === 'idle', 'its prompt again')
  await expect(t.interrupt.interrupt({ kind: 'pane', paneId: '%77' }, { origin: 'page' })).rejects.toMatchObject({
    code: 'no-such-pane',
  })
  const gone = { kind: 'session', sessionId: '$77' } as const
  await expect(t.interrupt.interrupt(gone)).rejects.toMatchObject({ code: 'no-such-session' })
})

test('a script of the same shell, which tmux does not tell of, is stopped all the same', async () => {
  const made = await create('shell')
  await until(() => states().shell_1 === 'idle', 'its prompt')
  const before = t.fleet.pane(made.panes[0]!)?.command
  // One long sleep: a bash whose child ended by itself just before Ctrl+C takes it as handled, and goes on.
  await t.server.tmux('send-keys', '-t', made.panes[0]!, 'bash -c "sleep 98; :"', 'Enter')
  const leader = () => t.server.tmux('display-message', '-p', '-t', made.panes[0]!, '#{pane_current_command}')
  await until(
    async () => (await leader()) === before && (await t.fleet.refresh()).panes[0]?.state.name === 'working',
    'it',
  )
  // As after a while without news: the fleet still believes in the prompt.
  const stale = { ...t.fleet.state(), panes: t.fleet.state().panes.map(pane => ({ ...pane, state: idle })) }
  const fleet = { ...t.fleet, state: () => stale }
  const { interrupt } = createInterrupt({ tmux: t.tmux, fleet, types: () => t.types, book: t.book })
  const { receipts } = await interrupt({ kind: 'pane', paneId: made.panes[0]! }, { origin: 'page' })
  expect(receipts).toMatchObject([{ result: 'unconfirmed', before: 'working' }])
  await until(async () => (await t.fleet.refresh()).panes[0]?.state.name === 'idle', 'its end')
})

test('the key by type and state: never where it could end a program', () => {
  const types = agentTypes(DEFAULT_SETTINGS)
  const key = (type: string | null, name: Pane['state']['name']) => {
    const agent = type === null ? null : { type, name: 'x', source: 'option' as const }
    return decideKey(
      { agent, state: { name, source: 'none', sure: 'guess', since: 0, explanation: '' } } as Pane,
      types,
    ).key
  }
  expect(['working', 'waiting', 'held', 'unknown'].map(state => key('cc', state as 'held'))).toEqual(
    Array(4).fill('Escape'),
  )
  for (const type of ['cc', 'cod', 'aider', 'shell', 'removed', null])
    expect([key(type, 'idle'), key(type, 'exited'), key(type, 'starting')]).toEqual([null, null, null])
  expect([key('shell', 'working'), key('aider', 'working'), key('removed', 'unknown')]).toEqual(['C-c', 'C-c', 'C-c'])
})
