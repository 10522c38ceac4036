import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import type { TmuxPane } from '../tmux/types'
import type { AgentType, EventReading, ScreenReading } from './agent-type'
import { evidenceOf } from './evidence'
import type { PaneLook } from './look'
import { agentTypes } from './registry'
import { noSigns, type Signs, type Told, titleSeen } from './signs'
import { judge } from './state'

/* What was told, what moves and what is stale, by the ages of the signs alone. */

const cc = agentTypes(DEFAULT_SETTINGS).find(one => one.id === 'cc') as AgentType
const options = { id: '', type: '', name: '', launch: '' }
const pane = {
  pid: 10,
  dead: false,
  deadStatus: null,
  deadSignal: null,
  title: '',
  command: 'zsh',
  options,
} as TmuxPane
const running = { pid: 10, phase: 'running', atPrompt: false, type: 'cc', background: [] } as unknown as PaneLook
const NOW = 90_000

const told = (says: EventReading['says'], at: number): Told => ({
  ...{ channel: 'hook', at, reading: { says, sentence: 'told' } },
})
const shown = (says: ScreenReading['says'], at: number, sure: ScreenReading['sure'] = 'certain') => ({
  ...{ reading: { says, sure, sentence: 'shown' }, at, digest: '', changedAt: null, firstAt: at },
})
/** Its title spins since `from`, moved last at `at`. */
const spinning = (from: number, at: number) => titleSeen(titleSeen(null, cc, '⠐ x', from), cc, '⠂ x', at)

const found = (signs: Partial<Signs>, look: PaneLook = running, now = NOW) =>
  evidenceOf(pane, look, cc, { ...noSigns('10 ', 'cc', null), ...signs }, now)
const state = (signs: Partial<Signs>, look: PaneLook = running) => {
  const { name, source } = judge(found(signs, look), { now: NOW, interruptedAt: null }).state
  return `${name} ${source}`
}
const stale = (signs: Partial<Signs>) => found(signs).find(one => one.source === 'screen')?.stale

test('what was told counts, unless it says nothing of the state', () => {
  expect(state({ told: told('idle', 80_000) })).toBe('idle hook')
  expect(state({ told: told(null, 80_000), screen: shown('working', 89_000) })).toBe('working screen')
})

test('a spinner counts against rest that was told while it moves, and no longer than three seconds after', () => {
  const rest = told('idle', 80_000)
  expect(state({ told: rest, title: spinning(85_000, NOW - 2900) })).toBe('working title')
  expect(state({ told: rest, title: spinning(85_000, NOW - 3000) })).toBe('idle hook')
})

test('an agent whose process was seen has not ended, whatever else waits at a prompt', () => {
  expect(state({}, { ...running, atPrompt: true })).toBe('unknown none')
  expect(state({}, { ...running, phase: 'plain', atPrompt: true })).toBe('unknown none')
  expect(state({}, { ...running, phase: 'plain', type: null, atPrompt: true })).toBe('exited process')
})

test('a screen with rest is stale once work, a question or a retry was told after it; rest that was told makes none so', () => {
  for (const says of ['working', 'waiting', 'held'] as const)
    expect([says, stale({ told: told(says, 80_000), screen: shown('idle', 79_000) })]).toEqual([says, true])
  for (const says of ['idle', 'error', null] as const)
    expect([says, stale({ told: told(says, 80_000), screen: shown('idle', 79_000) })]).toEqual([says, false])
  expect(stale({ told: told('working', 80_000), screen: shown('idle', 81_000) })).toBe(false)
})

test('a screen with work on it is stale only when something was written long after', () => {
  for (const says of ['working', 'held'] as const) {
    const screen = shown(says, 79_000)
    expect([says, stale({ told: told('working', 80_000), spunAt: 80_000, screen })]).toEqual([says, false])
    expect([says, stale({ activeAt: 84_001, screen })]).toEqual([says, true])
  }
})

test('half a question of before its spinner moved is stale, as rest is; a whole one stays while the same turn spins', () => {
  const title = spinning(70_000, 89_000)
  const signs = (says: ScreenReading['says'], sure: ScreenReading['sure']) => ({
    ...{ title, spunAt: 89_000, screen: shown(says, 85_000, sure) },
  })
  expect(stale(signs('waiting', 'certain'))).toBe(false)
  expect([stale(signs('waiting', 'likely')), stale(signs('idle', 'certain'))]).toEqual([true, true])
  // Its title rests by now: that it spun after the question tells that it was answered.
  const rested = titleSeen(title, cc, '✳ x', 89_500)
  expect(stale({ ...signs('waiting', 'certain'), title: rested })).toBe(true)
})

test('how long ago it was started is told in seconds', () => {
  const sentence = found({ bornAt: NOW - 5200 }).find(one => one.says === 'starting')?.sentence
  expect(sentence).toBe('Claude Code was started 5 s ago and shows nothing that can be read yet.')
})
