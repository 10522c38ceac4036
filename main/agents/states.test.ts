import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaneId, StateName } from '../../ipc/model'
import { createTestFleet, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { type AgentType, type ScreenReading, spinnerTitle } from './agent-type'
import type { PaneEvent } from './signals/gather'
import { waitForPane } from './wait-for-pane'

/*
 * An agent of a made-up type in real tmux: what it shows and tells is chosen by keys. Times are measured from the key on,
 * so they include tmux, the program, and whatever else the machine does.
 */

/** w, i, ?, l: works, is idle, asks, is held up for a second, on screen alone; t, T: title spins, rests; h NAME Enter: reports an event of this name, n NAME Enter: by notify. */
const BODY = String.raw`
const { execFileSync } = require('child_process');
const helper = JSON.parse(process.argv[process.argv.indexOf('--report') + 1]);
const say = text => process.stdout.write(text);
const show = text => say('\x1b[2J\x1b[Hhistory of all\r\n' + text + '\r\n');
const title = text => say('\x1b]2;' + text + '\x07');
let spin = null, turn = 0, word = null, late = false;
const report = name => {
  const [program, ...args] = helper;
  const event = JSON.stringify({ name, session: 'c-1', prompt: name === 'prompt' ? 'Do it\nnow' : undefined });
  execFileSync(program, late ? [...args, event] : args, { input: event });
};
const keys = {
  w: () => show('WORKING'), i: () => show('READY>'), '?': () => show('ASK: rm it?'), l: () => show('HELD ' + (Date.now() + 1000)), x: () => process.exit(3),
  t() { clearInterval(spin); spin = setInterval(() => title('⠐⠂'[turn++ % 2] + ' topic'), 200); },
  T() { clearInterval(spin); title('✳ topic'); },
  h() { word = ''; late = false; },
  n() { word = ''; late = true; },
};
process.stdin.setRawMode(true);
process.stdin.on('data', data => {
  for (const key of String(data)) {
    if (word === null) keys[key]?.();
    else if (key === '\r') { report(word); word = null; }
    else word += key;
  }
});
say('loading');
`

const EVENTS: Record<string, StateName> = { prompt: 'working', stop: 'idle', ask: 'waiting', end: 'exited' }

const choices = [{ key: '1', label: 'Yes', selected: true, danger: false }]
const READINGS: Record<string, Omit<ScreenReading, 'sentence'>> = {
  WORKING: { says: 'working', sure: 'certain' },
  'READY>': { says: 'idle', sure: 'certain' },
  'ASK: rm it?': {
    says: 'waiting',
    sure: 'certain',
    question: { kind: 'permission', title: 'rm it?', detail: '', choices },
  },
}

const behaviour: Partial<AgentType> = {
  readTitle: spinnerTitle(title => title.startsWith('✳')),
  readScreen(screen) {
    const word = screen.rows.map(row => row.text).findLast(text => text !== '') ?? ''
    const until = Number(/^HELD (\d+)$/.exec(word)?.[1])
    if (screen.at < until) return { says: 'held', sure: 'certain', sentence: word, held: { why: 'rate-limit', until } }
    const found = until > 0 ? READINGS['READY>'] : READINGS[word]
    return found ? { ...found, sentence: `The screen says ${word}.` } : null
  },
  readEvent({ data }) {
    if (data.name === 'bug') throw new Error('a reader that fails')
    const name = String(data.name)
    const told = { says: EVENTS[name] ?? null, sentence: `It told ${name}.`, conversation: String(data.session) }
    return { ...told, ...(typeof data.prompt === 'string' ? { prompt: data.prompt } : {}) }
  },
  reporting: {
    channel: 'hook',
    settings: () => null,
    args: ({ helper }) => ['--report', JSON.stringify(helper)],
  },
}

let t: TestFleet
let panes: PaneId[]
const events: PaneEvent[] = []

beforeAll(async () => {
  t = await createTestFleet()
  await t.script('talk', BODY, behaviour)
  t.fleet.onEvent(event => events.push(event))
  const agents = [{ type: 'talk', count: 3 }]
  panes = (await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })).panes
  await t.connected()
})
afterAll(() => t.end())

const state = (pane: PaneId) => t.fleet.pane(pane)?.state
const press = (pane: PaneId, ...keys: string[]) => t.server.tmux('send-keys', '-t', pane, ...keys)

/** Presses keys and waits for a state; returns how long that took, ms. */
async function becomes(pane: PaneId, keys: string[], wanted: `${StateName} ${string}`): Promise<number> {
  if (keys.length > 0) await press(pane, ...keys)
  const began = performance.now()
  const found = await waitForPane(
    t.fleet,
    pane,
    ({ state: { name, source } }) => `${name} ${source}` === wanted,
    10_000,
  )
  expect(found ? wanted : `${state(pane)?.name} ${state(pane)?.source}: ${state(pane)?.explanation}`).toBe(wanted)
  return performance.now() - began
}

const quickest = (times: readonly number[]) => Math.round(Math.min(...times))
const middle = (times: readonly number[]) => Math.round([...times].sort((a, b) => a - b)[times.length >> 1] ?? 0)

test('it is starting while nothing that it shows can be read, and then what it shows', async () => {
  const [pane = ''] = panes
  await until(() => state(pane)?.name === 'starting' && state(pane)?.sure === 'likely', 'a start')
  await becomes(pane, ['i'], 'idle screen')
  expect(state(pane)).toMatchObject({ sure: 'certain', explanation: 'The screen says READY>.' })
})

test('screens are followed within a second, titles and events within 300 ms', async () => {
  const [pane = ''] = panes
  const times: { screen: number[]; title: number[]; event: number[] } = { screen: [], title: [], event: [] }
  for (let n = 0; n < 4; n += 1) {
    times.screen.push(await becomes(pane, ['w'], 'working screen'), await becomes(pane, ['i'], 'idle screen'))
    times.title.push(await becomes(pane, ['t'], 'working title'))
    await becomes(pane, ['T'], 'idle screen')
    times.event.push(await becomes(pane, ['h', 'prompt', 'Enter'], 'working hook'))
    times.event.push(await becomes(pane, ['h', 'stop', 'Enter'], 'idle hook'))
    // Beyond the moment in which an event is newer than any screen.
    await becomes(pane, ['w'], 'working screen')
    await becomes(pane, ['i'], 'idle screen')
  }
  const told = Object.entries(times).map(([of, list]) => `${of} ${quickest(list)}–${middle(list)}`)
  process.stderr.write(`states after a key, ms (quickest–median): ${told.join(', ')}\n`)
  // The quickest, as the machine may be busy; the spinner begins 200 ms after its key.
  expect(quickest(times.screen)).toBeLessThan(1000)
  expect(quickest(times.title)).toBeLessThan(200 + 300)
  expect(quickest(times.event)).toBeLessThan(300)
})

test('what an event tells is kept with its pane, and only with its own', async () => {
  const [first = '', second = ''] = panes
  await becomes(first, ['h', 'prompt', 'Enter'], 'working hook')
  expect(t.fleet.pane(first)).toMatchObject({ task: 'Do it', conversation: 'c-1' })
  expect(t.fleet.pane(second)?.task).toBeUndefined()
  expect(events.at(-1)).toMatchObject({ paneId: first, reading: { says: 'working', prompt: 'Do it\nnow' } })
  // A reader that fails, and a program that says that it ends, change nothing while it lives.
  const before = events.length
  await press(first, 'h', 'bug', 'Enter', 'h', 'end', 'Enter')
  await until(() => events.length > before, 'the event after the bug')
  expect(state(first)?.name).not.toBe('exited')
})

test('a notify program that comes late says nothing of a state beside hooks', async () => {
  const [pane = ''] = panes
  await becomes(pane, ['h', 'prompt', 'Enter'], 'working hook')
  await press(pane, 'n', 'stop', 'Enter')
  await until(() => events.at(-1)?.event.channel === 'notify', 'the late event')
  expect(events.at(-1)).toMatchObject({ event: { channel: 'notify' }, reading: { says: null, conversation: 'c-1' } })
  expect(state(pane)).toMatchObject({ name: 'working', source: 'hook' })
  expect(t.fleet.explain(pane).events).toBe('hooks')
})

test('what holds it up is over at the time that was told, also when nothing is written then', async () => {
  const [, pane = ''] = panes
  await becomes(pane, ['l'], 'held screen')
  await becomes(pane, [], 'idle screen')
})

test('a question has its id and choices, and is over when it is answered', async () => {
  const [, pane = ''] = panes
  await becomes(pane, ['?'], 'waiting screen')
  const asked = state(pane)?.question
  expect(asked).toMatchObject({ title: 'rm it?', choices })
  const explained = t.fleet.explain(pane)
  expect(explained).toMatchObject({ question: { id: asked?.id }, events: '' })
  expect(explained.evidence.find(one => one.passedOver === '')).toMatchObject({ source: 'screen', says: 'waiting' })
  await becomes(pane, ['i'], 'idle screen')
  expect(state(pane)?.question).toBeUndefined()
  await becomes(pane, ['h', 'ask', 'Enter'], 'waiting hook')
  expect(t.fleet.explain(pane).events).toBe('hooks')
})

test('after an interrupt what was told before is no proof of work any more', async () => {
  const [, , pane = ''] = panes
  await becomes(pane, ['i'], 'idle screen')
  await becomes(pane, ['h', 'prompt', 'Enter'], 'working hook')
  t.fleet.noteInterrupt(pane)
  await waitForPane(t.fleet, pane, one => one.state.name === 'idle', 2000)
  expect(state(pane)).toMatchObject({ name: 'idle', source: 'screen' })
})

test('a screen can be read at once', async () => {
  const [, , pane = ''] = panes
  const screen = await t.fleet.readScreen(pane)
  expect(screen?.rows.map(row => row.text).filter(text => text !== '')).toEqual(['history of all', 'READY>'])
  expect(await t.fleet.readScreen('%999')).toBeNull()
})

test('its end is told by its process, whatever was told and shown', async () => {
  const [, , pane = ''] = panes
  await becomes(pane, ['h', 'prompt', 'Enter'], 'working hook')
  await becomes(pane, ['t'], 'working hook')
  await becomes(pane, ['x'], 'exited process')
  expect(() => t.fleet.explain('%999')).toThrow('gone')
})
