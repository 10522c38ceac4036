import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDoubts, type Doubts } from './doubts'
import type { TmuxPane } from './types'

/*
 * The rule alone; that real tmux is healed by it is seen in subscriptions.test.ts.
 */

let calls = 0
let doubts: Doubts

beforeEach(() => {
  vi.useFakeTimers()
  calls = 0
  doubts = createDoubts(() => {
    calls += 1
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const pane = (title: string, command = 'cat', id = '%0') =>
  ({ id, title, command, path: '/', inMode: false, alternate: false }) as TmuxPane
const calledAfter = (ms: number) => {
  vi.advanceTimersByTime(ms)
  return calls
}

test('a title that was listed and not told is looked at once more, a tick of tmux later', () => {
  doubts.told('%0', 'qd-title', 'A')
  doubts.listed([pane('A')], [pane('B')])
  expect(calledAfter(1000)).toBe(0)
  expect(calledAfter(200)).toBe(1)
  // That look brings what it has brought before: no other follows.
  const same = [pane('B')]
  doubts.listed(same, same)
  doubts.listed([pane('B')], [pane('B')])
  expect(calledAfter(10_000)).toBe(1)
})

test('so is a program, a mode, a folder; each in its own time', () => {
  for (const [name, value] of [
    ['qd-command', 'sh'],
    ['qd-mode', '0 0'],
    ['qd-path', '/'],
  ] as const)
    doubts.told('%0', name, value)
  doubts.listed([pane('A', 'sh')], [pane('A', 'vim')])
  vi.advanceTimersByTime(600)
  doubts.listed([pane('A', 'vim')], [{ ...pane('A', 'vim'), alternate: true }])
  expect(calledAfter(600)).toBe(1)
  expect(calledAfter(600)).toBe(2)
  doubts.listed([pane('A', 'vim')], [{ ...pane('A', 'vim'), path: '/tmp' }])
  expect(calledAfter(1200)).toBe(3)
})

test('what tmux tells meanwhile, and what it told last, is in no doubt', () => {
  doubts.told('%0', 'qd-title', 'A')
  doubts.listed([pane('A')], [pane('B')])
  doubts.told('%0', 'qd-title', 'B')
  expect(calledAfter(5000)).toBe(0)
  doubts.listed([pane('B')], [pane('C')])
  doubts.listed([pane('C')], [pane('B')])
  expect(calledAfter(5000)).toBe(0)
})

test('of a pane of which tmux has told nothing yet, it will tell', () => {
  doubts.told('%1', 'qd-title', 'A')
  doubts.listed([pane('A')], [pane('B'), pane('x', 'cat', '%1')])
  expect(calledAfter(5000)).toBe(0)
})

test('doubts of many panes are one call; none is left when the server has gone', () => {
  const all = Array.from({ length: 50 }, (_, i) => `%${i}`)
  for (const id of all) doubts.told(id, 'qd-title', 'A')
  const list = (title: string) => all.map(id => pane(title, 'cat', id))
  doubts.listed(list('A'), list('B'))
  expect(calledAfter(5000)).toBe(1)
  doubts.listed(list('B'), list('C'))
  doubts.clear()
  expect(calledAfter(5000)).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
