import { expect, test } from 'vitest'
import type { AgentState, Pane, Receipt } from '../../ipc/model'
import { type Followed, follow, standing } from './finish-agent'

const RESTS = { seen: 100, unseen: 500 }

function pane(state: Partial<AgentState>, more: Partial<Pane> = {}): Pane {
  const facts = { id: '%1', windowId: '@1', index: 0, active: true, title: '', command: '', path: '/', tty: '' }
  const size = { width: 80, height: 24, left: 0, top: 0 }
  const life = { pid: 7, dead: false, deadStatus: null, deadSignal: null, inMode: false, managed: true }
  const agent = { type: 'cc', name: 'cc_1', source: 'option' as const }
  const whole: AgentState = {
    name: 'idle',
    source: 'screen',
    sure: 'certain',
    since: 0,
    explanation: 'Seen.',
    ...state,
  }
  return { ...facts, ...size, ...life, agent, state: whole, ...more }
}
const receipt = (result: Receipt['result']): Receipt => ({
  ...{ paneId: '%1', agent: 'cc_1', session: 's', result, detail: 'Told.' },
  ...{ before: 'idle', after: 'idle', tookMs: 0 },
})

type Moment = [at: number, pane: Pane | null, receipt: Receipt | null]

/** Stands through these moments; the last one's answer. */
function after(steps: readonly [at: number, pane: Pane | null, receipt: Receipt | null][], one = follow(pane({}))) {
  return steps.map(([at, now, told]) => standing(one, now, told, at, RESTS)).at(-1)
}
const idle = pane({})
const works = pane({ name: 'working' })

test('who was not asked is ready once it has rested', () => {
  expect(after([[0, idle, null]])).toMatchObject({ progress: 'busy', again: 100 })
  expect(
    after([
      [0, idle, null],
      [99, idle, null],
    ])?.progress,
  ).toBe('busy')
  expect(
    after([
      [0, idle, null],
      [100, idle, null],
    ])?.progress,
  ).toBe('ready')
  expect(
    after([
      [0, idle, null],
      [50, works, null],
      [60, idle, null],
      [120, idle, null],
    ])?.progress,
  ).toBe('busy')
})

test('who was asked is ready after its turn, not before it has begun', () => {
  const done = receipt('done')
  expect(
    after([
      [0, idle, receipt('pending')],
      [1000, idle, receipt('pending')],
    ]),
  ).toMatchObject({
    progress: 'busy',
    detail: 'Told.',
  })
  const turn = [
    [10, idle, done],
    [20, works, done],
    [30, idle, done],
  ] as Moment[]
  expect(after([...turn, [100, idle, done]])?.progress).toBe('busy')
  expect(after([...turn, [130, idle, done]])).toMatchObject({ progress: 'ready', detail: 'It is idle.' })
})

test('a turn that nobody saw needs a longer rest, and says so', () => {
  const done = receipt('done')
  expect(
    after([
      [10, idle, done],
      [200, idle, done],
    ]),
  ).toMatchObject({ progress: 'busy', again: 310 })
  expect(
    after([
      [10, idle, done],
      [510, idle, done],
    ]),
  ).toMatchObject({
    progress: 'ready',
    detail: 'It is idle; no turn was seen.',
  })
  // It came to rest after it had been given: there was a turn.
  expect(
    after([
      [10, idle, done],
      [120, pane({ since: 15 }), done],
    ])?.progress,
  ).toBe('ready')
})

test('an unconfirmed prompt proves nothing until a turn is seen', () => {
  const open = receipt('unconfirmed')
  expect(
    after([
      [10, idle, open],
      [9999, idle, open],
    ])?.progress,
  ).toBe('busy')
  expect(
    after([
      [10, idle, open],
      [20, works, open],
      [30, idle, open],
      [130, idle, open],
    ])?.progress,
  ).toBe('ready')
})

test.each([
  ['could not be asked', idle, receipt('skipped'), 'It was not asked: Told.'],
  ['failed to be asked', idle, receipt('failed'), 'It was not asked: Told.'],
  ['seems idle only', pane({ sure: 'guess' }), null, 'Seen.'],
  ['is unknown', pane({ name: 'unknown' }), null, 'Seen.'],
  ['ended its turn by an error', pane({ name: 'error' }), null, 'Seen.'],
  ['is frozen', pane({}, { frozen: true }), null, 'It is frozen: thaw it first.'],
  ['is another program now', pane({}, { pid: 8 }), null, 'Another program was started in its pane meanwhile.'],
  [
    'asks',
    pane({ name: 'waiting', question: { id: 'q', kind: 'choice', title: 'Go?', detail: '', choices: [] } }),
    null,
    'It waits for an answer: Go?',
  ],
] as const)('is not ready while it %s', (_, now, told, detail) => {
  expect(
    after([
      [0, now, told],
      [99_999, now, told],
    ]),
  ).toMatchObject({ progress: 'busy', detail })
})

test('is gone when it has ended, also after it was left', () => {
  const left: Followed = { ...follow(idle), left: true }
  expect(after([[0, null, null]])).toMatchObject({ progress: 'gone', detail: 'Its pane is gone.' })
  expect(after([[0, pane({ name: 'exited' }), null]], left)?.progress).toBe('gone')
  expect(after([[0, pane({}, { dead: true }), null]])?.progress).toBe('gone')
  expect(after([[0, works, null]], left)).toMatchObject({ progress: 'left', detail: 'It works.', again: null })
})
