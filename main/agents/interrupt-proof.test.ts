import { expect, test } from 'vitest'
import type { AgentState, Pane } from '../../ipc/model'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { type AgentType, noTitle, PLAIN } from './agent-type'
import { lastWord, proofOf, type SentKey } from './interrupt-proof'
import { agentTypes } from './registry'

const types = agentTypes(DEFAULT_SETTINGS)
const claude = { ...types.find(one => one.id === 'cc'), otherKey: () => 'C-c' } as AgentType
const shell = types.find(one => one.kind === 'shell') ?? null
const esc: SentKey = { label: 'Escape', type: claude, otherKey: false }
const ctrl: SentKey = { label: 'Ctrl+C', type: shell, otherKey: false }

function pane(state: Partial<AgentState>): Pane {
  return { state: { source: 'screen', sure: 'certain', since: 0, explanation: 'Why.', ...state } } as Pane
}

test('idle is the proof, whoever tells it; a guess is none', () => {
  expect(proofOf(esc, pane({ name: 'idle' }), 420)).toEqual({
    result: 'done',
    detail: 'Escape; idle after 0.4 s, seen on its screen.',
    after: 'idle',
  })
  expect(proofOf(esc, pane({ name: 'idle', source: 'hook' }), 90)?.detail).toContain('as it told by its hook')
  expect(proofOf(esc, pane({ name: 'idle', sure: 'guess', source: 'activity' }), 420)).toBeNull()
  for (const name of ['working', 'waiting', 'held', 'unknown', 'starting'] as const)
    expect(proofOf(esc, pane({ name }), 420)).toBeNull()
  expect(proofOf(ctrl, pane({ name: 'idle', source: 'process' }), 200)?.detail).toBe(
    'Ctrl+C; back at its prompt after 0.2 s.',
  )
})

test('an agent that ended has failed; for a plain program the end is what was wanted', () => {
  const exited = pane({ name: 'exited', explanation: 'The program exited with status 0.' })
  expect(proofOf(esc, exited, 100)).toEqual({
    result: 'failed',
    detail: 'Escape; it ended instead of stopping: The program exited with status 0.',
    after: 'exited',
  })
  expect(proofOf(esc, null, 100)).toMatchObject({ result: 'failed', after: 'exited' })
  expect(proofOf({ ...ctrl, type: null }, null, 100)).toMatchObject({ result: 'done', after: 'exited' })
})

test('at the end of the time it is said what is seen, and what may be tried', () => {
  expect(lastWord(esc, pane({ name: 'working' }), 2300)).toEqual({
    result: 'failed',
    detail: 'Escape; still working after 2.3 s.',
    after: 'working',
    next: ['other-key', 'freeze', 'kill'],
    key: 'Ctrl+C',
  })
  expect(lastWord({ ...esc, otherKey: true }, pane({ name: 'held' }), 2300).key).toBeUndefined()
  expect(lastWord({ ...esc, otherKey: true }, pane({ name: 'held' }), 2300).next).toEqual(['freeze', 'kill'])
  expect(lastWord(ctrl, pane({ name: 'working' }), 2300).next).toEqual(['kill'])
  expect(lastWord(esc, pane({ name: 'waiting' }), 2300)).toMatchObject({ result: 'failed', after: 'waiting' })
  expect(lastWord(esc, pane({ name: 'unknown' }), 2300)).toMatchObject({ result: 'unconfirmed', after: 'unknown' })
  for (const name of ['idle', 'working'] as const)
    expect(lastWord(esc, pane({ name, sure: 'guess', source: 'activity' }), 2300)).toMatchObject({
      result: 'unconfirmed',
      detail: 'Escape sent; only its activity can be seen, which proves nothing.',
      after: name,
    })
  expect(lastWord(esc, pane({ name: 'error' }), 2300)).toMatchObject({ result: 'done', after: 'error' })
  expect(lastWord(esc, null, 2300)).toMatchObject({ result: 'failed', after: 'exited' })
})

test('of a program that cannot be read, its start is a guess by its age: that it did not stop is not claimed', () => {
  const mute = { ...esc, type: { ...claude, ...PLAIN, readTitle: noTitle } }
  expect(lastWord(mute, pane({ name: 'starting', sure: 'likely' }), 2100)).toMatchObject({
    result: 'unconfirmed',
    detail: 'Escape sent; what it does now cannot be read.',
    after: 'starting',
  })
  expect(lastWord(mute, pane({ name: 'working', sure: 'likely' }), 2100).result).toBe('failed')
  expect(lastWord(esc, pane({ name: 'starting', sure: 'likely' }), 2100).result).toBe('failed')
})

test('words of a proof name what was seen: a prompt is that of a shell, and only where its processes show it', () => {
  expect(proofOf(ctrl, pane({ name: 'idle' }), 200)?.detail).toBe('Ctrl+C; idle after 0.2 s, seen on its screen.')
  expect(proofOf(esc, pane({ name: 'idle', source: 'process' }), 200)?.detail).toBe(
    'Escape; idle after 0.2 s, as its processes show.',
  )
  for (const name of ['held', 'starting'] as const)
    expect(lastWord(esc, pane({ name }), 2300)).toMatchObject({
      result: 'failed',
      detail: `Escape; still ${name} after 2.3 s.`,
    })
  expect(lastWord(esc, pane({ name: 'unknown', sure: 'guess' }), 2300).detail).toBe(
    'Escape sent; what it does now cannot be read.',
  )
})
