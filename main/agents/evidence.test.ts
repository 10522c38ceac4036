import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import type { ProcessInfo } from '../processes/types'
import type { TmuxPane } from '../tmux/types'
import type { AgentType, ScreenReading } from './agent-type'
import { evidenceOf } from './evidence'
import type { PaneLook } from './look'
import { agentTypes } from './registry'
import type { Screen } from './screen'
import { noSigns, type Signs, screenSeen, type Told, titleSeen } from './signs'
import { judge } from './state'

const types = agentTypes(DEFAULT_SETTINGS)
const typeOf = (id: string) => types.find(one => one.id === id) ?? null
const process = (...argv: string[]) => ({ name: argv[0], argv }) as unknown as ProcessInfo

const alive = { pid: 10, dead: false, deadStatus: null, deadSignal: null, title: '', command: 'zsh' }
const options = { id: '', type: '', name: '', launch: '' }
const pane = (facts: Partial<TmuxPane> = {}) => ({ ...alive, options, ...facts }) as TmuxPane
const nothing = {
  pid: 10,
  phase: 'plain',
  program: null,
  foreground: null,
  atPrompt: false,
  type: null,
  background: [],
}
const look = (facts: Partial<PaneLook>) => ({ ...nothing, ...facts }) as PaneLook
const AT = { now: 0, interruptedAt: null }
/** Signs of a pane of which the title alone has been seen. */
const shows = (of: TmuxPane, type: string | null): Signs => {
  const kind = type === null ? null : typeOf(type)
  const signs = noSigns('10 ', type ?? '', null)
  return kind ? { ...signs, title: titleSeen(null, kind, of.title, 0) } : signs
}
const state = (of: TmuxPane, seen: PaneLook | undefined, type: string | null) => {
  const kind = type === null ? null : typeOf(type)
  const { name, source, explanation } = judge(evidenceOf(of, seen, kind, shows(of, type), 0), AT).state
  return [name, source, explanation]
}

test('a pane that was restored was not started, as long as the process that held its place is its last one', () => {
  const said = (pid: number, ready: string, dead = true) =>
    state(pane({ dead, deadStatus: 0, pid, options: { ...options, ready } }), undefined, 'cc')[2]
  expect(said(10, '10')).toBe('It was restored with its old screen, and was not started yet.')
  // A dead pane has no pid from 3.8 on.
  expect(said(0, '10')).toBe(said(10, '10'))
  expect(said(11, '10')).toBe('The program exited with status 0.')
  expect(said(10, '10', false)).not.toContain('restored')
})

test('a dead pane has exited, in tmux’s words, whatever was seen of its processes', () => {
  const running = look({ phase: 'running' })
  const ends = [{ deadStatus: 3 }, { deadSignal: 9 }, { deadStatus: 0, deadSignal: 0 }, {}]
  expect(ends.map(end => state(pane({ dead: true, ...end }), running, 'cc'))).toEqual([
    ['exited', 'process', 'The program exited with status 3.'],
    ['exited', 'process', 'The program ended by signal 9.'],
    ['exited', 'process', 'The program exited with status 0.'],
    ['exited', 'process', 'The program exited.'],
  ])
})

test('without a look at the very process of the pane nothing is known', () => {
  const unseen = ['unknown', 'none', 'Its processes have not been looked at yet.']
  for (const seen of [undefined, look({ pid: 11, phase: 'running' }), look({ phase: 'gone' })])
    for (const type of ['cc', 'shell', null]) expect(state(pane({ title: '✳ x' }), seen, type)).toEqual(unseen)
})

test('an agent is said to run only where its process was seen', () => {
  const vim = look({ foreground: process('/usr/bin/vim', 'x') })
  expect(state(pane(), vim, 'cc')).toEqual([
    'unknown',
    'none',
    'vim runs here; it is not known whether that is Claude Code.',
  ])
  const seen = look({ type: 'cc', foreground: process('claude') })
  for (const one of [seen, look({ phase: 'running' })])
    expect(state(pane(), one, 'cc')[2]).toBe('Claude Code runs, but nothing that it shows can be read yet.')
})

test('a title tells of work, never of idleness, and never against a proof', () => {
  const seen = look({ phase: 'running' })
  expect(state(pane({ title: '⠐ topic' }), seen, 'cc').slice(0, 2)).toEqual(['working', 'title'])
  expect(state(pane({ title: '✳ topic' }), seen, 'cc').slice(0, 2)).toEqual(['unknown', 'title'])
  const prompt = look({ atPrompt: true, foreground: process('zsh') })
  expect(state(pane({ title: '⠐ topic' }), prompt, 'cc').slice(0, 2)).toEqual(['exited', 'process'])
  expect(state(pane({ title: '⠐ topic' }), look({ phase: 'launching' }), 'cc')[0]).toBe('starting')
  expect(state(pane({ title: '⠐ topic' }), look({ phase: 'ended' }), 'cc')[0]).toBe('exited')
})

test('an agent in the background of its shell is neither idle nor gone', () => {
  const seen = look({ atPrompt: true, foreground: process('zsh'), background: ['cod', 'cc'] })
  expect(state(pane(), seen, 'cc').slice(0, 2)).toEqual(['unknown', 'process'])
  expect(state(pane(), seen, 'gmi')[0]).toBe('exited')
})

test('a shell is idle at its prompt, working with anything else, and hostile names stay short', () => {
  const prompt = look({ atPrompt: true, foreground: process('-bash') })
  expect(state(pane(), prompt, 'shell').slice(0, 2)).toEqual(['idle', 'process'])
  const job = look({ foreground: process(`/x/${'n'.repeat(500)}`) })
  const [name, , words = ''] = state(pane(), job, 'shell')
  expect([name, words.length < 80]).toEqual(['working', true])
  expect(state(pane(), prompt, null)[0]).toBe('idle')
  expect(state(pane(), job, null)[0]).toBe('unknown')
})

test('a program that cannot be read is told from its own changes alone, and says so', () => {
  const mute: AgentType = { ...typeOf('shell')!, id: 'own', name: 'Own', kind: 'program', command: 'own' }
  const running = look({ phase: 'running' })
  const shown = (text: string, at: number): Screen => {
    const row = { text, ink: text }
    return { width: 9, height: 1, rows: [row], cursor: null, at }
  }
  const signs = noSigns('10 ', 'own', null)
  const at = (now: number) => {
    const { name, source, sure, explanation } = judge(evidenceOf(pane(), running, mute, signs, now), {
      ...AT,
      now,
    }).state
    return [name, source, sure, explanation.includes('from activity alone')]
  }
  expect(at(0)).toEqual(['unknown', 'none', 'guess', false])
  signs.screen = screenSeen(null, mute, shown('a', 1000))
  expect(at(1500)[0]).toBe('unknown')
  signs.screen = screenSeen(signs.screen, mute, shown('b', 2000))
  expect(at(2500)).toEqual(['working', 'activity', 'guess', true])
  expect(at(6000)).toEqual(['unknown', 'none', 'guess', false])
  // A neighbour writes: the window is active, this screen is looked at again and is the same.
  signs.activeAt = 12_500
  signs.screen = screenSeen(signs.screen, mute, shown('b', 12_500))
  expect(at(12_600)).toEqual(['idle', 'activity', 'guess', true])
})

test('a start is one for half a minute, and only where it was seen and nothing could be read yet', () => {
  const running = look({ phase: 'running' })
  const born = (bornAt: number | null, now: number, read = false) => {
    const signs = { ...noSigns('10 ', 'cc', bornAt), read }
    return judge(evidenceOf(pane(), running, typeOf('cc'), signs, now), { ...AT, now }).state.name
  }
  expect([born(0, 5000), born(null, 5000), born(0, 40_000), born(0, 5000, true)]).toEqual([
    'starting',
    'unknown',
    'unknown',
    'unknown',
  ])
})

test('one that cannot be read is starting for three seconds whatever moves on its screen, and no longer', () => {
  const mute: AgentType = { ...typeOf('shell')!, id: 'own', name: 'Own', kind: 'program', command: 'own' }
  const row = { text: 'loading', ink: 'loading' }
  const signs = noSigns('10 ', 'own', 1000)
  signs.screen = screenSeen(null, mute, { width: 9, height: 1, rows: [{ text: '', ink: '' }], cursor: null, at: 1100 })
  signs.screen = screenSeen(signs.screen, mute, { width: 9, height: 1, rows: [row], cursor: null, at: 3500 })
  const name = (now: number) =>
    judge(evidenceOf(pane(), look({ phase: 'running' }), mute, signs, now), { ...AT, now }).state.name
  expect([name(3600), name(4100)]).toEqual(['starting', 'working'])
})

test('a screen of before the last output of its window, by more than 5 s, is not believed', () => {
  const running = look({ phase: 'running' })
  const reading: ScreenReading = { says: 'idle', sure: 'certain', sentence: 'idle' }
  const screen = { reading, at: 1000, digest: '', changedAt: null, firstAt: 1000 }
  const name = (activeAt: number) => {
    const signs = { ...noSigns('10 ', 'cc', null), screen, activeAt }
    return judge(evidenceOf(pane(), running, typeOf('cc'), signs, 9000), { ...AT, now: 9000 }).state.name
  }
  expect([name(5000), name(7000)]).toEqual(['idle', 'unknown'])
})

test('rest that was seen before the last turn proves none after it, whatever is void by then', () => {
  const running = look({ phase: 'running' })
  const reading: ScreenReading = { says: 'idle', sure: 'certain', sentence: 'idle' }
  const screen = (at: number) => ({ reading, at, digest: '', changedAt: null, firstAt: at })
  const told: Told = { channel: 'hook', at: 2000, reading: { says: 'working', sentence: 'told' } }
  const name = (parts: Partial<Signs>, interruptedAt: number | null = null) => {
    const signs = { ...noSigns('10 ', 'cc', null), ...parts }
    return judge(evidenceOf(pane(), running, typeOf('cc'), signs, 9000), { now: 9000, interruptedAt }).state.name
  }
  expect([name({ told, screen: screen(1000) }, 3000), name({ told, screen: screen(3500) }, 3000)]).toEqual([
    'unknown',
    'idle',
  ])
  const rests = titleSeen(titleSeen(null, typeOf('cc')!, '⠐ x', 2000), typeOf('cc')!, '✳ x', 3000)
  expect(name({ title: rests, spunAt: 2000, screen: screen(1000) })).toBe('unknown')
  expect(name({ title: rests, spunAt: 2000, screen: screen(3100) })).toBe('idle')
})

test('a whole question beside a title that spins on is open; one of before it began to spin was answered', () => {
  const cod = typeOf('cod')!
  const reading = (sure: ScreenReading['sure']): ScreenReading => ({ says: 'waiting', sure, sentence: 'asks' })
  const name = (parts: Partial<Signs>, at: number, sure: ScreenReading['sure'] = 'certain') => {
    const screen = { reading: reading(sure), at, digest: '', changedAt: null, firstAt: at }
    const signs = { ...noSigns('10 ', 'cod', null), spunAt: 9000, screen, ...parts }
    return judge(evidenceOf(pane(), look({ phase: 'running' }), cod, signs, 9000), { ...AT, now: 9000 }).state.name
  }
  // Seen for the first time as it spins; or since 3000, when something else stood there.
  const first = titleSeen(titleSeen(null, cod, '⠐ project', 2000), cod, '⠙ project', 9000)
  const rested = titleSeen(null, cod, '[ ! ] Action Required | project', 2000)
  const turned = titleSeen(titleSeen(rested, cod, '⠐ project', 3000), cod, '⠙ project', 9000)
  expect([name({ title: first }, 8500), name({ title: first }, 8500, 'likely')]).toEqual(['waiting', 'working'])
  expect([name({ title: turned }, 2900), name({ title: turned }, 3100), name({ title: turned }, 8500)]).toEqual([
    'working',
    'working',
    'waiting',
  ])
  // A turn that was told after the look at the screen: the question is over.
  const told: Told = { channel: 'hook', at: 8800, reading: { says: 'working', sentence: 'told' } }
  expect(name({ title: first, told }, 8500)).toBe('working')
})

test('what only looks like a start is none in the middle of a life: then the screen tells nothing', () => {
  const gmi = typeOf('gmi')!
  const name = (begun: boolean, sure: ScreenReading['sure']) => {
    const reading: ScreenReading = { says: 'starting', sure, sentence: 'no name yet' }
    const screen = { reading, at: 9000, digest: '', changedAt: null, firstAt: 9000 }
    const title = titleSeen(null, gmi, '◇  Ready (project)', 8000)
    const signs = { ...noSigns('10 ', 'gmi', null), screen, title, begun, read: true }
    return judge(evidenceOf(pane(), look({ phase: 'running' }), gmi, signs, 9000), { ...AT, now: 9000 }).state.name
  }
  expect([name(false, 'likely'), name(true, 'likely')]).toEqual(['starting', 'unknown'])
  // It says so itself: it starts anew.
  expect(name(true, 'certain')).toBe('starting')
})

test('a title that never spins (Claude Code 2.1.330) hides no turn that the screen shows, and claims no rest', () => {
  const cc = typeOf('cc')!
  const name = (says: ScreenReading['says']) => {
    const reading = { says, sure: 'certain', sentence: 'seen' } as ScreenReading
    const screen = { reading, at: 8900, digest: '', changedAt: 8900, firstAt: 1000 }
    const title = titleSeen(titleSeen(null, cc, '✳ Claude Code', 1000), cc, '✳ Claude Code', 9000)
    const signs = { ...noSigns('10 ', 'cc', null), screen, title, begun: true, read: true }
    return judge(evidenceOf(pane(), look({ phase: 'running' }), cc, signs, 9000), { ...AT, now: 9000 }).state.name
  }
  expect([name('working'), name('held'), name('waiting'), name('idle')]).toEqual(['working', 'held', 'waiting', 'idle'])
})
