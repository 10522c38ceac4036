import { expect, it } from 'vitest'
import type { CompareLine } from '../../../ipc/checkpoint'
import { compareGroups, compareSummary, sameWords } from './compare-lines'

const line = (kind: CompareLine['kind'], change: CompareLine['change'], what = 'x'): CompareLine => ({
  kind,
  change,
  what,
  detail: '',
})

it('groups what differs by its kind, and keeps what is the same apart', () => {
  const groups = compareGroups([line('file', 'same'), line('pane', 'added'), line('file', 'changed', 'y')])
  expect(groups.map(group => [group.heading, group.changes.length, group.same.length])).toEqual([
    ['Panes', 1, 0],
    ['Files', 1, 1],
  ])
  expect(groups[1] && sameWords(groups[1])).toBe('1 unchanged file')
})

it('sums up what differs', () => {
  expect(compareSummary([line('file', 'same')])).toBe('Nothing differs.')
  expect(compareSummary([line('file', 'removed'), line('pane', 'changed'), line('pane', 'changed')])).toBe(
    '2 changed, 1 removed.',
  )
})
