import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Act } from '../../ipc/act'
import type { AgentState, Fleet, Pane } from '../../ipc/model'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { type AgentType, interruptBy } from './agent-type'
import { createInterrupt, type Interrupt } from './interrupt'

let t: TestFleet
let interrupt: Interrupt
beforeEach(async () => {
  t = await createTestFleet()
  interrupt = createInterrupt({ tmux: t.tmux, fleet: byTitle(), types: () => t.types, book: t.book })
})
afterEach(async () => {
  interrupt.close()
  await t.end()
})

const idle = { name: 'idle', source: 'process', sure: 'certain', since: 0, explanation: '' } as const
const quiet = { name: 'idle', source: 'activity', sure: 'guess', since: 0, explanation: '' } as const
const STATES = ['working', 'waiting', 'held', 'idle', 'unknown'] as const

/** Programs of these tests put their state into their title, `is working`; all else is as the fleet says. */
function readState(pane: Pane): Pane {
  if (pane.title === 'is quiet' && !pane.dead) return { ...pane, state: quiet }
  const name = STATES.find(one => pane.title === `is ${one}`)
  const state: AgentState = { name: name ?? 'unknown', source: 'screen', sure: 'certain', since: 0, explanation: '' }
  return name && !pane.dead ? { ...pane, state } : pane
}

function byTitle(): TestFleet['fleet'] {
  const read = (fleet: Fleet) => ({ ...fleet, panes: fleet.panes.map(readState) })
  return {
    ...t.fleet,
    state: () => read(t.fleet.state()),
    pane: id => read(t.fleet.state()).panes.find(one => one.id === id) ?? null,
  }
}

/** Notes every byte typed, in raw mode as agents have it; `onKey` is what it does then. */
const listen = (name: string, begin: string, onKey = '') => `
  const say = state => process.stdout.write('\\x1b]2;is ' + state + '\\x07')
  const note = bytes => fs.appendFileSync(${JSON.stringify(join(t.folder, name))}, bytes)
  process.stdin.setRawMode(true); process.stdin.on('data', bytes => { note(bytes); ${onKey} }); ${STAY}
  note(''); say('${begin}');`

const typed = (name: string) => readFile(join(t.folder, name), 'latin1').catch(() => null)
const panes = () => byTitle().state().panes
const states = () => Object.fromEntries(panes().map(pane => [pane.agent?.name, pane.state.name]))
const results = (act: Act | null) => act?.receipts.map(one => [one.agent, one.result])

async function create(...types: string[]) {
  const agents = types.map(type => ({ type, count: 1 }))
  return t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
}

/** The act when it is over. */
const ended = (act: Act) =>
  until(() => {
    const now = t.book.find(act.id)
    return now && !now.open ? now : null
  }, 'the end of the act')

const press = (target: Parameters<Interrupt['interrupt']>[0], otherKey = false) =>
  interrupt.interrupt(target, { origin: 'page', otherKey })

test('each kind gets its key in one write, with proof of what came of it', async () => {
  const other = { otherKey: () => 'C-c' }
  await t.script('stops', listen('stops', 'working', `say('idle')`), { interruptKey: interruptBy('Escape') })
  await t.script('goes', listen('goes', 'working'), { interruptKey: interruptBy('Escape'), ...other })
  await t.script('asks', listen('asks', 'waiting', `say('idle')`), { interruptKey: interruptBy('Escape') })
  await t.script('dies', listen('dies', 'working', 'process.exit(3)'))
  await t.script('dark', listen('dark', 'unknown'))
  await t.script('dead', 'process.exit(1)')
  const made = await create('stops', 'goes', 'asks', 'dies', 'dark', 'dead', 'shell')
  await until(() => states().goes_1 === 'working' && states().asks_1 === 'waiting' && states().dies_1 === 'working')
  await until(() => states().stops_1 === 'working' && states().dead_1 === 'exited' && states().shell_1 === 'idle')
  await until(() => panes().some(pane => pane.title === 'is unknown'), 'the one that cannot be read')
  await t.server.tmux('copy-mode', '-t', made.panes[0]!)
  await until(() => t.fleet.pane(made.panes[0]!)?.inMode, 'copy mode')
  await t.connected()

  const began = performance.now()
  const act = await press({ kind: 'session', sessionId: made.sessionId })
  expect(act).toMatchObject({ open: true, kind: 'interrupt', title: 'Interrupt', origin: 'page' })
  expect(act.receipts.map(one => one.result)).toEqual([...Array(5).fill('pending'), 'skipped', 'pending'])
  const over = await ended(act)
  expect(performance.now() - began).toBeLessThan(4000)
  expect(results(over)).toEqual([
    ['stops_1', 'done'],
    ['goes_1', 'failed'],
    ['asks_1', 'done'],
    ['dies_1', 'failed'],
    ['dark_1', 'unconfirmed'],
    ['dead_1', 'skipped'],
    ['shell_1', 'skipped'],
  ])
  const [stops, goes, , dies, dark, , shell] = over.receipts
  expect(stops?.detail).toMatch(/^Escape; idle after \d\.\d s, seen on its screen\.$/)
  expect(goes).toMatchObject({ detail: expect.stringMatching(/^Escape; still working after/), after: 'working' })
  expect(goes).toMatchObject({ next: ['other-key', 'freeze', 'kill'], key: 'Ctrl+C' })
  expect(dies).toMatchObject({ detail: expect.stringContaining('it ended instead of stopping'), after: 'exited' })
  expect(dark?.detail).toContain('cannot be read')
  expect(shell?.detail).toBe('It is idle: there is nothing to stop.')
  const keys = await Promise.all(['stops', 'goes', 'asks', 'dies', 'dark'].map(typed))
  expect(keys).toEqual(['\x1b', '\x1b', '\x1b', '\x03', '\x03'])

  // The next step that was offered: the other key, once.
  const more = await ended(await press({ kind: 'panes', paneIds: [made.panes[1]!, made.panes[4]!] }, true))
  expect(results(more)).toEqual([
    ['goes_1', 'failed'],
    ['dark_1', 'skipped'],
  ])
  expect(more.receipts[0]?.next).toEqual(['freeze', 'kill'])
  expect([await typed('goes'), await typed('dark')]).toEqual(['\x1b\x03', '\x03'])
})

test('a program that asks for its key once more gets it once more, and never a third time', async () => {
  const readScreen: AgentType['readScreen'] = ({ rows }) =>
    rows.some(row => row.text === 'again')
      ? { says: 'working', sure: 'certain', sentence: 'It asks.', asksAgain: true }
      : null
  const type = { interruptKey: interruptBy('Escape'), readScreen }
  const twice = `keys = (globalThis.keys ?? 0) + bytes.length; if (keys === 1) console.log('again'); else say('idle')`
  await t.script('twice', listen('twice', 'working', twice), type)
  await t.script('never', listen('never', 'working', `console.log('again')`), type)
  const made = await create('twice', 'never')
  await until(() => states().twice_1 === 'working' && states().never_1 === 'working', 'both at work')
  const over = await ended(await press({ kind: 'session', sessionId: made.sessionId }))
  expect(results(over)).toEqual([
    ['twice_1', 'done'],
    ['never_1', 'failed'],
  ])
  expect(await Promise.all(['twice', 'never'].map(typed))).toEqual(['\x1b\x1b', '\x1b\x1b'])
})

test('a program that only seems idle as its screen is still gets its key, once, and that proves nothing', async () => {
  await t.script('thinks', listen('thinks', 'quiet'))
  await create('thinks')
  await until(() => panes()[0]?.state.source === 'activity')
  const { receipts } = await ended(await press({ kind: 'fleet' }))
  expect(receipts).toMatchObject([{ result: 'unconfirmed', before: 'idle', detail: expect.stringContaining('Ctrl+C') }])
  expect(await typed('thinks')).toBe('\x03')
})

test('at a start that cannot be read an agent keeps its life when all are interrupted; by itself it gets its key', async () => {
  const key = { interruptKey: interruptBy('Escape'), endsAtGates: true } as const
  await t.script('gate', listen('gate', 'unknown', 'process.exit(1)'), key)
  await t.script('works', listen('works', 'working', `say('idle')`), key)
  const { panes: made } = await create('gate', 'works')
  await until(() => states().gate_1 === 'unknown' && states().works_1 === 'working')
  await until(async () => (await typed('gate')) === '' && (await typed('works')) === '')
  const both = await ended(await press({ kind: 'fleet' }))
  expect(results(both)).toEqual([
    ['gate_1', 'skipped'],
    ['works_1', 'done'],
  ])
  expect(both.receipts[0]).toMatchObject({ detail: expect.stringContaining('just been started'), after: 'unknown' })
  expect(await typed('gate')).toBe('')
  await press({ kind: 'panes', paneIds: [made[0]!] })
  await until(async () => (await typed('gate')) === '\x1b')
})

test('a program of which nothing can be read gets no key in its first moments, which would end it, and one after them', async () => {
  await t.script('young', `console.log('loading'); ${listen('young', 'nothing that anybody reads')}`)
  await create('young')
  await until(() => t.fleet.state().panes[0]?.state.name === 'starting', 'its start')
  const early = await ended(await interrupt.interrupt({ kind: 'fleet' }, { origin: 'host' }))
  expect(early?.receipts).toMatchObject([
    { result: 'skipped', detail: expect.stringContaining('started a moment ago') },
  ])
  // Also where nothing happens any more that would make anybody look.
  await until(() => t.fleet.state().panes[0]?.state.name !== 'starting', 'the end of its start')
  await until(async () => (await typed('young')) === '', 'it listens')
  const late = await ended(await interrupt.interrupt({ kind: 'fleet' }, { origin: 'host' }))
  expect(late?.receipts[0]?.result).not.toBe('skipped')
  expect(await typed('young')).toBe('\x03')
})

test('a second press adds nothing, in whatever scope, and the same id is one act', async () => {
  for (const name of ['deaf', 'numb']) await t.script(name, listen(name, 'working'), { otherKey: () => 'C-c' })
  const made = await create('deaf', 'numb')
  await until(() => panes().filter(pane => pane.state.name === 'working').length === 2, 'both at work')
  // Not by activity alone, as while they start: a key of then would find no program yet that takes it.
  await until(async () => (await typed('deaf')) === '' && (await typed('numb')) === '', 'both listen')
  // Before that each key is a process of tmux, one after the other: on a busy machine the second may take seconds.
  await t.connected()
  const id = '6f3f3d0e-4c1b-4f43-9a52-2c4b7c0d7e11'
  const act = await interrupt.interrupt({ kind: 'fleet' }, { origin: 'host', id })
  expect(act).toMatchObject({ id, title: 'Interrupt all', origin: 'host' })
  expect((await press({ kind: 'session', sessionId: made.sessionId })).id).toBe(id)
  const one = await press({ kind: 'pane', paneId: made.panes[0]! })
  const other = await press({ kind: 'pane', paneId: made.panes[0]! }, true)
  for (const again of [one, other]) {
    expect(again.id).not.toBe(id)
    expect(again.receipts).toMatchObject([{ result: 'skipped', detail: expect.stringContaining('already being') }])
  }
  await ended(act)
  expect(await interrupt.interrupt({ kind: 'fleet' }, { origin: 'host', id })).toMatchObject({ id, open: false })
  // One for each of the two and no more, noted as soon as each gets to run.
  const keys = () => Promise.all(['deaf', 'numb'].map(typed))
  await until(async () => !(await keys()).includes(''), 'a key for each')
  expect(await keys()).toEqual(['\x03', '\x03'])
})

test('an impatient hand gets the receipts of its first press as long as there is nothing more to stop', async () => {
  const word = `say(String(bytes) === 'w' ? 'working' : 'idle')`
  await t.script('quick', listen('quick', 'working', word), { interruptKey: interruptBy('Escape') })
  const made = await create('quick')
  await until(() => states().quick_1 === 'working')
  const act = await ended(await press({ kind: 'fleet' }))
  expect(results(act)).toEqual([['quick_1', 'done']])
  expect(await press({ kind: 'fleet' })).toEqual(act)
  // It works again: that is another thing to stop.
  await t.server.tmux('send-keys', '-t', made.panes[0]!, 'w')
  // Listed, as tmux tells its subscribers nothing of a title that was another one for less than a second.
  await until(async () => (await t.fleet.refresh()) && states().quick_1 === 'working')
  const next = await until(async () => {
    const one = await press({ kind: 'fleet' })
    return one.receipts[0]?.result === 'pending' ? one : null
  })
  expect(next.id).not.toBe(act.id)
  expect(results(await ended(next))).toEqual([['quick_1', 'done']])
  expect(await typed('quick')).toBe('\x1bw\x1b')
})

test('a person’s own pane gets no key of a session’s interrupt, and its own when it is named', async () => {
  await t.script('agent', listen('agent', 'working', `say('idle')`))
  const made = await create('agent')
  await t.script('editor', listen('editor', 'working'))
  const words = ['-d', '-t', made.panes[0]!, process.execPath, t.types.at(-1)!.command]
  t.types.pop()
  await t.server.tmux('split-window', ...words)
  await until(async () => (await typed('editor')) !== null && panes().every(pane => pane.state.name === 'working'))
  expect(results(await ended(await press({ kind: 'fleet' })))).toEqual([['agent_1', 'done']])
  expect(await typed('editor')).toBe('')
  const editor = panes().find(pane => pane.agent === null)
  const own = await ended(await press({ kind: 'pane', paneId: editor?.id ?? '' }))
  expect(results(own)).toEqual([[`pane ${editor?.index}`, 'failed']])
  expect([await typed('editor'), await typed('agent')]).toEqual(['\x03', '\x03'])
})

test('a shell with a job gets Ctrl+C, and is proven to be back at its prompt', async () => {
  const made = await create('shell')
  await until(() => states().shell_1 === 'idle', 'its prompt')
  await t.server.tmux('send-keys', '-t', made.panes[0]!, 'sleep 983', 'Enter')
  await until(() => states().shell_1 === 'working', 'its job')
  const { receipts } = await ended(await press({ kind: 'pane', paneId: made.panes[0]! }))
  expect(receipts).toMatchObject([
    { result: 'done', before: 'working', after: 'idle', session: 's', detail: expect.stringContaining('its prompt') },
  ])
  await expect(press({ kind: 'pane', paneId: '%77' })).rejects.toMatchObject({ code: 'no-such-pane' })
  const gone = { kind: 'session', sessionId: '$77' } as const
  await expect(press(gone)).rejects.toMatchObject({ code: 'no-such-session' })
})

test('a script of the same shell, which tmux does not tell of, is stopped all the same', async () => {
  const made = await create('shell')
  await until(() => states().shell_1 === 'idle', 'its prompt')
  // What is typed before it reads its terminal may be lost.
  await until(async () => (await t.server.tmux('capture-pane', '-p', '-t', made.panes[0]!)) !== '', 'its prompt drawn')
  const before = t.fleet.pane(made.panes[0]!)?.command
  // One long sleep: a bash whose child ended by itself just before Ctrl+C takes it as handled, and goes on.
  await t.server.tmux('send-keys', '-t', made.panes[0]!, 'bash -c "sleep 98; :"', 'Enter')
  const leader = () => t.server.tmux('display-message', '-p', '-t', made.panes[0]!, '#{pane_current_command}')
  await until(
    async () => (await leader()) === before && (await t.fleet.refresh()).panes[0]?.state.name === 'working',
    'it',
  )
  // As after a while without news: the fleet still believes in the prompt when it is asked first.
  const stale = { ...t.fleet.state(), panes: t.fleet.state().panes.map(pane => ({ ...pane, state: idle })) }
  const fleet = { ...t.fleet, state: () => stale }
  interrupt = createInterrupt({ tmux: t.tmux, fleet, types: () => t.types, book: t.book })
  const { receipts } = await ended(await press({ kind: 'pane', paneId: made.panes[0]! }))
  expect(receipts).toMatchObject([{ result: 'done', before: 'working', after: 'idle' }])
})

test('closing ends what is being checked, and claims nothing', async () => {
  await t.script('deaf', listen('deaf', 'unknown'))
  await create('deaf')
  await until(() => panes()[0]?.title === 'is unknown')
  const act = await press({ kind: 'fleet' })
  interrupt.close()
  expect(results(t.book.find(act.id))).toEqual([['deaf_1', 'unconfirmed']])
})
