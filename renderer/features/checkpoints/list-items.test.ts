import { describe, expect, it } from 'vitest'
import { madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { groupsOf, neighbourOf, rangeOf, stepInList } from './list-items'

const list = [
  madeUpInfo(1, { session: 'old', name: 'all green' }),
  madeUpInfo(2, { message: 'Tokens ROTATE now' }),
  madeUpInfo(3, { session: 'docs', name: '', trigger: 'before-interrupt' }),
  madeUpInfo(4, { name: 'before refactor' }),
  madeUpInfo(5, { deleted: 1 }),
]
const fleet = madeUpFleet([
  { name: 'api', panes: ['idle'] },
  { name: 'docs', panes: ['idle'] },
])
const shown = (search: string) =>
  groupsOf(list, search, fleet).map(group => [group.session, ...group.items.map(info => info.serial)])

describe('the groups', () => {
  it('are sessions, the one with the newest checkpoint first, without what is deleted', () => {
    expect(shown('')).toEqual([
      ['api', 4, 2],
      ['docs', 3],
      ['old', 1],
    ])
  })

  it('say which sessions are gone, but not before it is known what runs', () => {
    const gone = (now: typeof fleet | null) => groupsOf(list, '', now).map(group => group.gone)
    expect(gone(fleet)).toEqual([false, false, true])
    expect(gone(null)).toEqual([false, false, false])
    expect(gone(madeUpFleet([], 'starting'))).toEqual([false, false, false])
    expect(gone(madeUpFleet([], 'none'))).toEqual([true, true, true])
  })

  it('are searched by name, message, session and trigger in words, each word of the search', () => {
    expect(shown('rotate')).toEqual([['api', 2]])
    expect(shown('an interrupt')).toEqual([['docs', 3]])
    expect(shown('OLD green')).toEqual([['old', 1]])
    expect(shown('green nothing')).toEqual([])
  })
})

describe('keys', () => {
  it('stay within the list', () => {
    expect(stepInList('ArrowDown', 4, 5)).toBe(4)
    expect(stepInList('ArrowUp', 0, 5)).toBe(0)
    expect(stepInList('ArrowDown', -1, 5)).toBe(0)
    expect(stepInList('PageDown', 0, 5)).toBe(4)
    expect([stepInList('Home', 3, 5), stepInList('End', 0, 5)]).toEqual([0, 4])
  })

  it('move nothing where nothing is, and leave other keys alone', () => {
    expect(stepInList('ArrowDown', -1, 0)).toBeNull()
    expect(stepInList('x', 0, 5)).toBeNull()
  })
})

describe('after a deletion', () => {
  it('the next that is left is current, else the one before', () => {
    const ids = ['a', 'b', 'c', 'd']
    expect(neighbourOf(ids, 'b', new Set(['b']))).toBe('c')
    expect(neighbourOf(ids, 'c', new Set(['c', 'd']))).toBe('b')
    expect(neighbourOf(ids, 'a', new Set(['c']))).toBe('a')
    expect(neighbourOf(ids, null, new Set(['a']))).toBe('b')
    expect(neighbourOf(ids, 'a', new Set(ids))).toBeNull()
  })
})

it('a range goes both ways, and is its end alone where its beginning is not there', () => {
  const ids = ['a', 'b', 'c', 'd']
  expect(rangeOf(ids, 'b', 'd')).toEqual(['b', 'c', 'd'])
  expect(rangeOf(ids, 'c', 'a')).toEqual(['a', 'b', 'c'])
  expect([rangeOf(ids, null, 'b'), rangeOf(ids, 'gone', 'b')]).toEqual([['b'], ['b']])
})
