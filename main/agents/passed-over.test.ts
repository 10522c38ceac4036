import { expect, test } from 'vitest'
import type { Question } from '../../ipc/model'
import { type Evidence, judge, withAge } from './state'

/* Pairs in which the wrong one of two would be believed if a single condition were gone. */

const NOW = 1_000_000
const question: Question = { id: 'q', kind: 'permission', title: 'May it?', detail: '', choices: [] }

/** Evidence `age` ms old. */
const seen = (
  source: Evidence['source'],
  says: Evidence['says'],
  age: number,
  more: Partial<Evidence> = {},
): Evidence => ({
  ...{ source, says, sure: 'certain', sentence: `${source} says ${says}`, at: NOW - age },
  ...more,
})
const hook = (says: Evidence['says'], age = 3000, more: Partial<Evidence> = {}) => seen('hook', says, age, more)
const screen = (says: Evidence['says'], more: Partial<Evidence> = {}, age = 10) => seen('screen', says, age, more)
const likely = { sure: 'likely' } as const
const spins = seen('title', 'working', 0, { ...likely, moving: true, since: NOW - 100 })
const still = seen('title', 'working', 0, { ...likely, moving: false, since: NOW - 5000 })
const rests = seen('title', 'unknown', 0, { ...likely, since: NOW - 500 })

/** `interrupted`: ms since an interrupt was sent. */
function judged(evidence: readonly Evidence[], interrupted: number | null = null) {
  const interruptedAt = interrupted === null ? null : NOW - interrupted
  const forth = judge(evidence, { now: NOW, interruptedAt })
  const back = judge([...evidence].reverse(), { now: NOW, interruptedAt })
  expect(back.state).toEqual(forth.state)
  return forth
}

function state(evidence: readonly Evidence[], interrupted: number | null = null): string {
  const { name, source } = judged(evidence, interrupted).state
  return `${name} ${source}`
}

test.each<[string, Evidence[], string]>([
  [
    'a title rests beside a question that was told, and is nothing against it',
    [hook('waiting'), rests],
    'waiting hook',
  ],
  ['a title rests after a turn that was told to be done', [hook('idle'), rests], 'idle hook'],
  ['a told retry goes on while the title spins', [hook('held'), spins], 'held hook'],
  [
    'a question that may be quoted is none in a turn that was told',
    [hook('working'), screen('waiting', likely)],
    'working hook',
  ],
  [
    'half a sign of a failure is none in a turn that was told',
    [hook('working'), screen('error', likely)],
    'working hook',
  ],
  ['a retry after rest that was told', [hook('idle'), screen('held', likely)], 'held screen'],
  [
    'a retry after a question that was answered at the terminal',
    [hook('waiting'), screen('held', likely)],
    'held screen',
  ],
  [
    'a question after rest that was told, by its usual sign',
    [hook('idle'), screen('waiting', likely)],
    'waiting screen',
  ],
  ['a guess is nothing against rest that was told', [hook('idle'), screen('working', { sure: 'guess' })], 'idle hook'],
  ['work again after a failure', [hook('error'), screen('working')], 'working screen'],
  ['a question after a failure', [hook('error'), screen('waiting')], 'waiting screen'],
  ['what looks like a start is none in a turn that was told', [hook('working'), screen('starting')], 'working hook'],
  ['words of an end that are quoted are none', [hook('working'), screen('exited')], 'working hook'],
  ['a retry on the screen of a question’s moment', [hook('waiting', 100), screen('held', likely)], 'waiting hook'],
  ['a spinner that stands still beside work on the screen', [still, screen('working')], 'working title'],
])('%s', (_, evidence, wanted) => expect(state(evidence)).toBe(wanted))

test('an interrupt ends what can be stopped and was told before it, and nothing else', () => {
  for (const says of ['working', 'waiting', 'held'] as const) {
    expect([says, state([hook(says)], 1000)]).toEqual([says, 'unknown none'])
    expect([says, state([hook(says)], 4000)]).toEqual([says, `${says} hook`])
  }
  expect([state([hook('idle')], 1000), state([hook('error')], 1000)]).toEqual(['idle hook', 'error hook'])
})

test('a spinner that was left standing is none once rest was told after it, also when that word counts no more', () => {
  const told = hook('idle', 3000, { overtaken: 'x' })
  expect(state([told, still, screen('idle')])).toBe('idle screen')
  // Its rest was of before the spinner.
  expect(state([hook('idle', 6000, { overtaken: 'x' }), still, screen('idle')])).toBe('unknown title')
  expect(state([told, still, screen('idle', likely)])).toBe('working title')
  expect(state([hook('waiting', 3000, { overtaken: 'x' }), still, screen('idle')])).toBe('unknown title')
})

test('only what was told is overtaken for good', () => {
  const overtaken = (...evidence: Evidence[]) => judged(evidence).overtaken
  expect(overtaken(seen('notify', 'idle', 3000), screen('working'))).toBe('Its screen says otherwise since.')
  expect(overtaken(spins, screen('waiting'))).toBe('')
  expect(overtaken(screen('idle', { stale: true }), hook('working'))).toBe('')
})

test('a question says what it is about: in its own words first, else in those of the word that told it', () => {
  const told = { question: { ...question, id: 'told', detail: 'rm -r x' } }
  const asks = (detail: string, more: Partial<Evidence> = {}, age = 10) =>
    screen('waiting', { question: { ...question, detail }, ...more }, age)
  const about = (...evidence: Evidence[]) => {
    const { id, detail } = judged(evidence).state.question ?? {}
    return [id, detail]
  }
  expect(about(hook('waiting', 100, told), asks(''))).toEqual(['q', 'rm -r x'])
  expect(about(hook('waiting', 100, told), asks('git push'))).toEqual(['q', 'git push'])
  expect(about(asks(''))).toEqual(['q', ''])
  expect(about(hook('waiting', 100), asks(''))).toEqual(['q', ''])
  // That one was answered: the keys of its choices would answer another.
  expect(about(hook('waiting', 100, told), asks('git push', { stale: true }))).toEqual(['told', 'rm -r x'])
  expect(about(hook('waiting', 100, told), asks('git push', {}, 2000))).toEqual(['told', 'rm -r x'])
  // A word that counts no more was of another question, perhaps.
  expect(about(hook('waiting', 3000, { ...told, overtaken: 'x' }), asks(''))).toEqual(['q', ''])
  expect(judged([hook('working', 100, told), asks('')]).state.question).toBeUndefined()
})

test('a change that a person would see makes a state another one, and keeps its age', () => {
  const of = (...evidence: Evidence[]) => judged(evidence).state
  const held = (why: 'retrying' | 'overload', until: number | null) => screen('held', { held: { why, until } })
  const first = withAge(of(held('retrying', 5000)), null, 100)
  expect(withAge(of(held('overload', 5000)), first, 200)).toMatchObject({ held: { why: 'overload' }, since: 100 })
  const open = withAge(of(held('retrying', null)), null, 100)
  expect(withAge(of(held('retrying', null)), open, 200)).toBe(open)
  expect(withAge(of(held('retrying', 900)), open, 200).held?.until).toBe(900)
  expect(withAge(of(screen('held')), first, 200).held).toBeUndefined()
  expect(withAge(of(held('retrying', 5000)), withAge(of(screen('held')), null, 100), 200).held?.until).toBe(5000)
  const works = withAge(of(hook('working')), null, 100)
  const other = withAge(of(hook('working', 3000, { sentence: 'It uses another tool.' })), works, 200)
  expect(other).toMatchObject({ explanation: 'It uses another tool.', since: 100 })
  expect(withAge(of(screen('working')), works, 200)).toMatchObject({ source: 'screen', since: 100 })
  expect(withAge(of(screen('working')), withAge(of(screen('working', likely)), null, 100), 200).sure).toBe('certain')
})
