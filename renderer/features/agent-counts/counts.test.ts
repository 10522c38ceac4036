import { describe, expect, it } from 'vitest'
import type { AgentTypeInfo } from '../../../ipc/model'
import { agentsOf, type Counts, countOf, countsError, totalOf, totalWords } from './counts'

function type(id: string, name: string, problem = ''): AgentTypeInfo {
  return { id, name, command: [id], path: null, problem, remedy: '', custom: false }
}

const types = [type('cc', 'Claude Code'), type('cod', 'Codex', 'codex is not installed')]

describe('countOf', () => {
  it('takes whole numbers alone', () => {
    expect(['3', ' 4 ', '', undefined, '-1', '1.5', '1e3', 'x', '99999'].map(countOf)).toEqual([
      3,
      4,
      0,
      0,
      null,
      null,
      null,
      null,
      null,
    ])
  })
})

describe('countsError', () => {
  it.each([
    [{}, 'Choose at least one agent.'],
    [{ cc: '0' }, 'Choose at least one agent.'],
    [{ cc: '2' }, ''],
    [{ cc: '1.5' }, 'Claude Code: enter a whole number.'],
    [{ cc: '51' }, 'Claude Code: at most 50 of a type at once.'],
    [{ cc: '1', cod: '1' }, 'Codex: codex is not installed.'],
    [{ cc: '50', shell: '50' }, ''],
    [{ cc: '50', shell: '50', mine: '1' }, 'At most 100 agents at once.'],
  ])('%j: %s', (counts, error) => {
    expect(countsError(counts, types)).toBe(error)
  })
})

describe('what is sent', () => {
  it('names only types of which one is wanted', () => {
    expect(agentsOf({ cc: '2', cod: '0', shell: '', mine: '1' })).toEqual([
      { type: 'cc', count: 2 },
      { type: 'mine', count: 1 },
    ])
  })

  it('has its total in words', () => {
    const some: Counts[] = [{}, { cc: '1' }, { cc: '2', cod: '3' }]
    expect(some.map(totalWords)).toEqual(['No agents chosen', '1 agent', '5 agents'])
    expect(totalOf({ cc: 'x', cod: '2' })).toBe(2)
  })
})
