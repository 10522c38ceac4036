import { expect, test } from 'vitest'
import type { Pane, StateName, Sureness } from '../../ipc/model'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { type AgentType, interruptBy } from './agent-type'
import { chooseKey, restsForSure } from './interrupt-choice'
import { agentTypes } from './registry'

const types = agentTypes(DEFAULT_SETTINGS)
const typeOf = (id: string | null) => types.find(one => one.id === id) ?? null

function pane(name: StateName, frozen = false, sure: Sureness = 'certain'): Pane {
  return { state: { name, source: 'none', sure, since: 0, explanation: '' }, frozen } as Pane
}

const key = (type: string | null, name: StateName, otherKey = false) =>
  chooseKey(pane(name), typeOf(type), { otherKey }).key

test('the key by type and state: never where it could end a program', () => {
  const busy = ['working', 'waiting', 'held', 'unknown'] as const
  expect(busy.map(state => key('cc', state))).toEqual(Array(4).fill('Escape'))
  expect(busy.map(state => key('cod', state))).toEqual(Array(4).fill('Escape'))
  for (const type of ['cc', 'cod', 'gmi', 'oc', 'aider', 'shell', 'removed', null])
    for (const state of ['idle', 'exited', 'starting', 'error'] as const)
      expect([key(type, state), key(type, state, true)]).toEqual([null, null])
  expect([key('shell', 'working'), key('aider', 'working'), key('removed', 'unknown')]).toEqual(['C-c', 'C-c', 'C-c'])
})

test('the other key only where the type has one', () => {
  const type = { ...typeOf('cc'), otherKey: () => 'C-c' } as AgentType
  expect(chooseKey(pane('working'), type, { otherKey: true })).toEqual({ key: 'C-c', label: 'Ctrl+C' })
  expect(chooseKey(pane('idle'), type, { otherKey: true }).key).toBeNull()
  expect(chooseKey(pane('unknown'), null, { otherKey: true })).toMatchObject({ key: null, next: ['freeze', 'kill'] })
})

test('an idle that is guessed from a still screen counts as unknown: a program that thinks quietly must be stoppable', () => {
  for (const type of ['gmi', 'aider', 'removed', null]) {
    const guessed = chooseKey(pane('idle', false, 'guess'), typeOf(type))
    expect(guessed).toEqual(chooseKey(pane('unknown'), typeOf(type)))
    expect(guessed.key).not.toBeNull()
  }
  expect(restsForSure(pane('idle', false, 'guess'))).toBe(false)
  expect(restsForSure(pane('idle'))).toBe(true)
  expect(restsForSure(pane('idle', true))).toBe(false)
  expect(chooseKey(pane('idle', true, 'guess'), typeOf('gmi')).key).toBeNull()
})

test('a frozen agent gets no key: it would read it when it is thawed', () => {
  for (const state of ['working', 'idle', 'unknown'] as const)
    expect(chooseKey(pane(state, true), typeOf('cc'))).toEqual({
      key: null,
      reason: 'It is frozen: thaw it first.',
      next: ['thaw', 'kill'],
    })
})

test('a question of the start is left alone, with either key: Escape at a trust question ends Claude Code', () => {
  const asking = (kind: 'trust' | 'login' | 'theme' | 'update' | 'permission') => {
    const question = { id: 'q', kind, title: 'Go on?', detail: '', choices: [] }
    return { ...pane('waiting'), state: { ...pane('waiting').state, question } }
  }
  for (const kind of ['trust', 'login', 'theme', 'update'] as const)
    for (const otherKey of [false, true])
      expect(chooseKey(asking(kind), typeOf('cc'), { otherKey })).toMatchObject({
        key: null,
        reason: expect.stringContaining('question of its start'),
      })
  expect(chooseKey(asking('permission'), typeOf('cc')).key).toBe('Escape')
})

test('an agent that may be at a gate that cannot be read is left alone when it is one of many', () => {
  const wish = { amongOthers: true, mayBeAtGate: true }
  const start = (name: StateName, change = {}, type = 'cc') =>
    chooseKey(pane(name), typeOf(type), { ...wish, ...change }).key
  for (const otherKey of [false, true])
    expect(chooseKey(pane('unknown'), typeOf('cc'), { ...wish, otherKey })).toMatchObject({
      key: null,
      reason: expect.stringContaining('just been started'),
    })
  expect([start('unknown', { amongOthers: false }), start('unknown', { mayBeAtGate: false })]).toEqual([
    'Escape',
    'Escape',
  ])
  // What is seen at work is stopped; and a kind that its key does not end there gets it.
  expect([start('working'), start('unknown', {}, 'cod'), start('unknown', {}, 'aider')]).toEqual([
    'Escape',
    'Escape',
    'C-c',
  ])
})

test('what cannot be read gets no key among others while its start is a guess, and its key when it is meant by itself', () => {
  const mute = { ...typeOf('shell'), kind: 'program', reporting: null, interruptKey: interruptBy('C-c') } as AgentType
  const young = pane('starting', false, 'likely')
  expect(chooseKey(young, mute, { amongOthers: true })).toMatchObject({
    key: null,
    reason: expect.stringContaining('started a moment ago'),
  })
  expect(chooseKey(young, mute).key).toBe('C-c')
  // Its shell still reads its start-up files: that is no guess.
  expect(chooseKey(pane('starting'), mute).key).toBeNull()
  // One that can be read will show when its start is over.
  expect(chooseKey(young, typeOf('cc')).key).toBeNull()
})

test('a guess is doubted of rest and of a start alone', () => {
  const wish = { amongOthers: true, mayBeAtGate: true }
  // Its screen stirs, which is work enough not to stand at a question of its start.
  expect(chooseKey(pane('working', false, 'guess'), typeOf('cc'), wish).key).toBe('Escape')
  const mute = { ...typeOf('shell'), kind: 'program', reporting: null, interruptKey: interruptBy('C-c') } as AgentType
  expect(chooseKey(pane('exited', false, 'likely'), mute)).toEqual({ key: null, reason: 'It has exited already.' })
  expect(chooseKey(pane('starting', false, 'likely'), null)).toMatchObject({
    key: null,
    reason: expect.stringContaining('still starting'),
  })
})
