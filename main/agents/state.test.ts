import { describe, expect, test } from 'vitest'
import type { AgentState, Question } from '../../ipc/model'
import { type Evidence, judge, withAge } from './state'

const NOW = 1_000_000
const question: Question = { id: 'q', kind: 'permission', title: 'May it?', detail: '', choices: [] }

const decideState = (evidence: readonly Evidence[], before: AgentState | null, now: number) =>
  withAge(judge(evidence, { now, interruptedAt: null }).state, before, now)

/** Evidence `age` ms old. */
const seen = (source: Evidence['source'], says: Evidence['says'], age = 0, more: Partial<Evidence> = {}): Evidence => ({
  source,
  says,
  sure: source === 'title' || source === 'screen' ? 'likely' : 'certain',
  sentence: `${source} says ${says}`,
  at: NOW - age,
  ...more,
})

const certain = { sure: 'certain' } as const
const hook = (says: Evidence['says'], age: number) => seen('hook', says, age)
const spins = seen('title', 'working', 0, { moving: true, since: NOW - 100 })
const still = seen('title', 'working', 0, { moving: false, since: NOW - 5000 })
const rests = (since: number | null) => seen('title', 'unknown', 0, { since: since === null ? null : NOW - since })
const screen = (says: Evidence['says'], age = 0) => seen('screen', says, age, certain)
const maybe = (says: Evidence['says'], age = 0) => seen('screen', says, age)
const asks = (age = 0) => seen('screen', 'waiting', age, { ...certain, question })
const asksPerhaps = (age = 0) => seen('screen', 'waiting', age, { question })
const runs = seen('none', 'unknown', 0, { sure: 'guess' })

function state(evidence: readonly Evidence[], interrupted: number | null = null): string {
  const one = judge([...evidence, runs], {
    now: NOW,
    interruptedAt: interrupted === null ? null : NOW - interrupted,
  }).state
  return `${one.name} ${one.source}`
}

test('no evidence is unknown', () => {
  expect(decideState([], null, 5)).toMatchObject({ name: 'unknown', source: 'none', since: 5 })
})

describe('each pair', () => {
  test.each<[string, Evidence[], string]>([
    [
      'a process fact beats all',
      [seen('process', 'exited'), hook('working', 0), spins, screen('idle')],
      'exited process',
    ],
    ['a hook beats what is seen at its moment', [hook('waiting', 100), spins, screen('working', 50)], 'waiting hook'],
    [
      'a prompt was accepted a moment ago, its screen is of before',
      [hook('working', 500), screen('idle', 600)],
      'working hook',
    ],
    [
      'the screen is idle long after: a turn was stopped at the terminal',
      [hook('working', 3000), screen('idle', 10)],
      'idle screen',
    ],
    ['… but its spinner turns', [hook('working', 3000), spins, screen('idle', 10)], 'working hook'],
    ['the answer was given at the terminal', [hook('waiting', 3000), maybe('working', 10)], 'working screen'],
    ['the question was refused at the terminal', [hook('waiting', 3000), screen('idle', 10)], 'idle screen'],
    ['half a sign of idle is none against a question', [hook('waiting', 3000), maybe('idle', 10)], 'waiting hook'],
    ['a new turn that no hook told of', [hook('idle', 3000), spins], 'working title'],
    ['the spinner that still turned when it stopped', [hook('idle', 200), spins], 'idle hook'],
    ['a spinner left standing after a turn', [hook('idle', 3000), still, screen('idle')], 'idle hook'],
    ['a menu that was opened after a turn', [hook('idle', 3000), asks()], 'waiting screen'],
    ['work that began again, by its usual sign', [hook('idle', 3000), maybe('working')], 'working screen'],
    ['an error stays while the composer is back', [hook('error', 9000), screen('idle')], 'error hook'],
    ['an error is over with the next turn', [hook('error', 9000), spins], 'working title'],
    ['a title that rests since the prompt', [hook('working', 9000), rests(500), maybe('idle')], 'unknown screen'],
    ['a title that never spun says nothing', [hook('working', 9000), rests(null)], 'working hook'],
    ['a title that rested before the prompt', [hook('working', 300), rests(4000)], 'working hook'],
    ['a program that says that it ended, and runs', [hook('exited', 100), screen('idle')], 'idle screen'],
    ['the later of hook and notify', [hook('working', 900), seen('notify', 'idle', 100)], 'idle notify'],
    ['the later of notify and hook', [hook('working', 100), seen('notify', 'idle', 900)], 'working hook'],
    ['a spinner beats a screen', [spins, screen('idle')], 'working title'],
    ['a spinner beside a question that may be quoted', [spins, asksPerhaps()], 'working title'],
    ['a spinner beside a whole question in the composer’s place', [spins, asks()], 'waiting screen'],
    ['… of a turn that was told', [hook('working', 3000), spins, asks()], 'waiting screen'],
    ['… which is older than its spinner', [spins, { ...asks(), stale: true }], 'working title'],
    ['a spinner that stands still beside half a question', [still, asksPerhaps()], 'working title'],
    ['a question beside a spinner that stands still', [still, asks()], 'waiting screen'],
    ['a spinner that stands still beside an idle screen', [still, screen('idle')], 'unknown title'],
    ['a spinner that stands still and nothing against it', [still, maybe('idle')], 'working title'],
    ['a retry is more than work', [spins, maybe('held')], 'held screen'],
    ['a retry within a told turn', [hook('working', 60_000), spins, maybe('held')], 'held screen'],
    ['a retry of before the turn', [hook('working', 100), maybe('held', 5000)], 'working hook'],
    ['a resting title and an idle screen', [rests(null), screen('idle')], 'idle screen'],
    ['a resting title and half an idle screen', [rests(null), maybe('idle')], 'unknown screen'],
    ['a resting title alone', [rests(null)], 'unknown title'],
    [
      'a screen that is older than what was written',
      [seen('screen', 'idle', 9000, { ...certain, stale: true })],
      'unknown none',
    ],
    [
      'a stale screen is nothing against a hook',
      [hook('working', 9000), seen('screen', 'idle', 0, { ...certain, stale: true })],
      'working hook',
    ],
    ['a screen never proves an end', [screen('exited')], 'unknown none'],
    ['activity alone may guess that it is idle', [seen('activity', 'idle', 0, { sure: 'guess' })], 'idle activity'],
    [
      'a start, while nothing can be read',
      [seen('process', 'starting', 0, { sure: 'likely' }), rests(null)],
      'starting process',
    ],
    [
      'a start, once its screen can be read',
      [seen('process', 'starting', 0, { sure: 'likely' }), asks()],
      'waiting screen',
    ],
  ])('%s', (_, evidence, expected) => {
    expect(state(evidence)).toBe(expected)
    expect(state([...evidence].reverse())).toBe(expected)
  })
})

test('an interrupt makes what was told before it void, and what is told after it counts', () => {
  expect(state([hook('working', 3000)], 1000)).toBe('unknown none')
  expect(state([hook('working', 3000), screen('idle', 10)], 1000)).toBe('idle screen')
  expect(state([hook('working', 3000), spins], 1000)).toBe('working title')
  expect(state([hook('working', 500)], 1000)).toBe('working hook')
  expect(state([hook('idle', 3000)], 1000)).toBe('idle hook')
})

test('never idle while a spinner turns, never exited by anything but the process: all combinations', () => {
  const says: Evidence['says'][] = ['starting', 'idle', 'working', 'waiting', 'held', 'error', 'exited']
  const ages = [0, 300, 800, 5000, 60_000]
  for (const told of says)
    for (const age of ages)
      for (const shown of says)
        for (const shownAge of ages)
          for (const sure of ['certain', 'likely'] as const) {
            const shows = seen('screen', shown, shownAge, { sure })
            expect(state([hook(told, age), shows])).not.toContain('exited')
            const name = state([hook(told, age), spins, shows])
            // A Stop that was told less than a moment ago is newer than the last look at the title.
            if (told !== 'idle' || age > 700) expect(name, `${told} ${age} ${shown}`).not.toContain('idle')
          }
})

test('the question is the one on the screen, with what it is about from the hook where the screen does not show it', () => {
  const told = { ...question, id: 'told', detail: 'rm x' }
  const both = [seen('hook', 'waiting', 100, { question: told }), asks()]
  const decided = (evidence: Evidence[]) => judge(evidence, { now: NOW, interruptedAt: null }).state.question
  expect(decided(both)).toEqual({ ...question, detail: 'rm x' })
  expect(decided(both.slice(0, 1))).toEqual(told)
  expect(decided([asks()])).toEqual(question)
  expect(decided([seen('hook', 'waiting', 100, { question: told }), asks(60_000)])).toEqual(told)
  expect(decided([hook('working', 0), asks()])).toBeUndefined()
})

test('every piece that did not decide says why', () => {
  const { passedOver } = judge([hook('working', 3000), rests(null), screen('idle'), runs], {
    now: NOW,
    interruptedAt: null,
  })
  expect(passedOver).toEqual([
    'Its screen says otherwise since.',
    'The screen is believed first.',
    '',
    'The screen is believed first.',
  ])
})

test('a state keeps its age while its name stays, and its identity while nothing changes', () => {
  const first = decideState([spins], null, 100)
  expect(decideState([spins], first, 200)).toBe(first)
  const other = decideState([hook('working', 0)], first, 200)
  expect(other).toMatchObject({ since: 100, source: 'hook' })
  expect(decideState([seen('process', 'idle')], other, 300).since).toBe(300)
})

test('a screen that words the same anew is no change; another question is, and begins its own waiting', () => {
  const first = decideState([screen('working')], null, 100)
  expect(decideState([{ ...screen('working'), sentence: 'now 12 s' }], first, 200)).toBe(first)
  const asked = decideState([asks()], null, 100)
  const again = decideState([{ ...asks(), question: { ...question, id: 'other' } }], asked, 200)
  expect(again).toMatchObject({ since: 200, question: { id: 'other' } })
})

test('what was overtaken once counts no more', () => {
  const told = hook('idle', 3000)
  expect(judge([told, maybe('working')], { now: NOW, interruptedAt: null }).overtaken).toBe(
    'Its screen says otherwise since.',
  )
  expect(judge([told, screen('idle')], { now: NOW, interruptedAt: null }).overtaken).toBe('')
  expect(state([{ ...told, overtaken: 'x' }])).toBe('unknown none')
})

test('the time of the next try does not flicker', () => {
  const held = (until: number | null) => seen('screen', 'held', 0, { held: { why: 'retrying', until } })
  const first = decideState([held(5000)], null, 100)
  expect(decideState([held(5900)], first, 200)).toBe(first)
  expect(decideState([held(9000)], first, 200).held?.until).toBe(9000)
  expect(decideState([held(null)], first, 200).held?.until).toBeNull()
})
