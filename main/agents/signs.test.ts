import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { type AgentType, noTitle, PLAIN, type ScreenReading } from './agent-type'
import { agentTypes } from './registry'
import { createSignBook, guarded, isMute, isPastStart, questionOn, readsScreens, screenSeen, titleSeen } from './signs'

const cc = agentTypes(DEFAULT_SETTINGS).find(one => one.id === 'cc')!
const pane = (pid: number, id = '') => ({ id: '%1', pid, options: { id, type: '', name: '', launch: '' } })

test('a title knows since when it has its text, and since when it says the same', () => {
  const first = titleSeen(null, cc, '⠐ a', 100)
  expect(first).toMatchObject({ reading: { says: 'working' }, textAt: 100, turnedAt: null })
  expect(titleSeen(first, cc, '⠐ a', 200)).toMatchObject({ textAt: 100, seenAt: 200 })
  const moved = titleSeen(first, cc, '⠂ a', 300)
  expect(moved).toMatchObject({ textAt: 300, turnedAt: null })
  expect(titleSeen(moved, cc, '✳ a', 400)).toMatchObject({ reading: { says: 'not-working' }, turnedAt: 400 })
})

test('a screen knows when it changed, not when it was looked at; a reader that fails reads nothing', () => {
  const row = (text: string) => ({ text, ink: text })
  const shown = (text: string, at: number) => ({ width: 9, height: 1, rows: [row(text)], cursor: null, at })
  const first = screenSeen(null, { ...cc, readScreen: () => JSON.parse('x') }, shown('a', 1))
  expect(first).toMatchObject({ reading: null, changedAt: null, firstAt: 1 })
  const same = screenSeen(first, cc, shown('a', 2))
  expect(same).toMatchObject({ at: 2, changedAt: null })
  expect(screenSeen(same, cc, shown('b', 3))).toMatchObject({ changedAt: 3, firstAt: 1 })
  expect(guarded(() => JSON.parse('{'))).toBeNull()
})

test('a question keeps its id while it stays, through one look that met a redraw, and has another when it comes back', () => {
  const asks = { kind: 'permission', title: 'Run it?', detail: '', choices: [] } as const
  const reads: ScreenReading = { says: 'waiting', sure: 'certain', sentence: '', question: { ...asks, choices: [] } }
  const rests: ScreenReading = { says: 'idle', sure: 'certain', sentence: '' }
  const looks: (ScreenReading | null)[] = [reads, reads, null, reads, rests, reads, null, null, reads, null, reads]
  let sign: ReturnType<typeof screenSeen> | null = null
  const ids = looks.map((reading, at) => {
    const type = { ...cc, readScreen: () => reading }
    sign = screenSeen(sign, type, { width: 9, height: 0, rows: [], cursor: null, at: 100 + at })
    return questionOn(type, sign)?.id
  })
  const [first, , , , , second, , , third] = ids
  expect(new Set([first, second, third]).size).toBe(3)
  const expected = [first, first, undefined, first, undefined, second, undefined, undefined, third, undefined, third]
  expect(ids).toEqual(expected)
})

test('another process, another agent id or another type is another life; a mark alone is none', () => {
  let now = 10
  const book = createSignBook(() => now)
  book.keep([pane(1)])
  const old = book.of(pane(1), 'cc')
  expect(old.bornAt).toBeNull()
  old.task = 'x'
  expect(book.of(pane(1), 'cc').task).toBe('x')
  expect(book.of(pane(1), 'cod').task).toBe('')
  now = 20
  const fresh = { ...pane(2), id: '%2' }
  book.keep([pane(1), fresh])
  expect(book.of(fresh, 'cc').bornAt).toBe(20)
  book.of(fresh, 'cc').read = true
  now = 30
  // Its composer was seen before its mark was: it is not starting again.
  expect(book.of({ ...pane(2, 'mark'), id: '%2' }, 'cc')).toMatchObject({ bornAt: 20, read: true })
  expect(book.of({ ...pane(2, 'restarted'), id: '%2' }, 'cc')).toMatchObject({ bornAt: 30, read: false })
  expect(book.of(pane(3), 'cc').bornAt).toBe(30)
  book.keep([])
  expect(book.of(pane(3), 'cc').task).toBe('')
})

test('a start is over with the first rest, work, or question about the work; its own questions do not end it', () => {
  const asks = (kind: 'trust' | 'login' | 'theme' | 'update' | 'permission') =>
    isPastStart({ name: 'waiting', sure: 'likely', question: { id: '1', kind, title: '', detail: '', choices: [] } })
  for (const name of ['idle', 'working', 'held', 'error'] as const) {
    expect(isPastStart({ name, sure: 'likely' })).toBe(true)
    expect(isPastStart({ name, sure: 'guess' })).toBe(false)
  }
  for (const name of ['starting', 'unknown', 'exited', 'waiting'] as const)
    expect(isPastStart({ name, sure: 'certain' })).toBe(false)
  expect((['trust', 'login', 'theme', 'update', 'permission'] as const).map(asks)).toEqual([
    ...[false, false, false, false],
    true,
  ])
})

test('the first panes of a server are older than we are, but for those that we have started', () => {
  let now = 1000
  const book = createSignBook(() => now)
  book.started('%1')
  book.keep([pane(10, 'ours'), { ...pane(11), id: '%2' }])
  expect([book.of(pane(10, 'ours'), 'cc').bornAt, book.of({ ...pane(11), id: '%2' }, 'cc').bornAt]).toEqual([
    1000,
    null,
  ])
  now = 2000
  book.started('%2')
  expect(book.of({ ...pane(11), id: '%2' }, 'cc').bornAt).toBe(2000)
  // What runs here next is no start of ours, and new all the same.
  now = 3000
  expect(book.of(pane(12, 'next'), 'cc').bornAt).toBe(3000)
})

test('panes that are gone are forgotten, and no others; what was never listed counts as started for a minute', () => {
  let now = 10
  const book = createSignBook(() => now)
  const other = { ...pane(2), id: '%2' }
  // An empty mirror is one that was not filled yet: the first panes are still older than we are.
  book.keep([])
  book.keep([pane(1), other])
  expect(book.of(pane(1), 'cc').bornAt).toBeNull()
  book.of(pane(1), 'cc').task = 'x'
  book.of(other, 'cc').task = 'y'
  now = 1000
  book.started('%8')
  now = 50_000
  book.keep([pane(1)])
  expect([book.of(pane(1), 'cc').task, book.of(other, 'cc').task]).toEqual(['x', ''])
  expect(book.of({ ...pane(8), id: '%8' }, 'cc').bornAt).toBe(1000)
  book.started('%9')
  now = 110_001
  book.keep([pane(1)])
  expect(book.of({ ...pane(9), id: '%9' }, 'cc').bornAt).toBe(110_001)
})

test('a start of ours is none of an agent that was seen beyond its start, or whose start is known', () => {
  let now = 10
  const book = createSignBook(() => now)
  book.keep([pane(1)])
  book.of(pane(1), 'cc').begun = true
  book.started('%1')
  expect(book.of(pane(1), 'cc').bornAt).toBeNull()
  const young = { ...pane(2), id: '%2' }
  expect(book.of(young, 'cc').bornAt).toBe(10)
  now = 5000
  book.started('%2')
  expect(book.of(young, 'cc').bornAt).toBe(10)
})

test('only what shows nothing on its screen and in its title, and tells nothing, cannot be read', () => {
  const mute: AgentType = { ...cc, readScreen: PLAIN.readScreen, readTitle: noTitle, reporting: null }
  expect([readsScreens(cc), readsScreens(mute)]).toEqual([true, false])
  expect(isMute(mute)).toBe(true)
  for (const part of ['readScreen', 'readTitle', 'reporting'] as const)
    expect([part, isMute({ ...mute, [part]: cc[part] })]).toEqual([part, false])
})
