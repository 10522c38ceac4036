import { expect, test } from 'vitest'
import { decideState, type Evidence } from './state'

const seen = (source: Evidence['source'], says: Evidence['says'], weight: Evidence['weight']): Evidence => ({
  source,
  says,
  weight,
  sentence: `${source} says ${says}`,
})

test('no evidence is unknown', () => {
  expect(decideState([], null, 5)).toMatchObject({ name: 'unknown', source: 'none', since: 5 })
})

test('proof beats sign, process beats title', () => {
  const title = seen('title', 'working', 'sign')
  const screen = seen('screen', 'waiting', 'sign')
  expect(decideState([screen, title], null, 1).name).toBe('working')
  expect(decideState([title, seen('hook', 'waiting', 'proof')], null, 1).name).toBe('waiting')
  const dead = seen('process', 'exited', 'proof')
  expect(decideState([seen('hook', 'working', 'proof'), dead], null, 1).name).toBe('exited')
})

test('a sign alone never makes an agent idle or exited', () => {
  for (const says of ['idle', 'exited'] as const) {
    expect(decideState([seen('title', says, 'sign')], null, 1).name).toBe('unknown')
    expect(decideState([seen('process', says, 'proof')], null, 1).name).toBe(says)
  }
})

test('a state keeps its age while its name stays, and its identity while nothing changes', () => {
  const first = decideState([seen('title', 'working', 'sign')], null, 100)
  expect(decideState([seen('title', 'working', 'sign')], first, 200)).toBe(first)
  const other = decideState([seen('hook', 'working', 'proof')], first, 200)
  expect(other).toMatchObject({ since: 100, source: 'hook' })
  expect(decideState([seen('process', 'idle', 'proof')], other, 300).since).toBe(300)
})
