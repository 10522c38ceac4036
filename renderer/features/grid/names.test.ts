import { describe, expect, it } from 'vitest'
import type { Client, Pane, Session, Window } from '../../../ipc/model'
import { age, clientWords, exitWords, marksOf, taskOf, tileName, windowWord } from './names'
import { neighbour } from './neighbour'

const pane = (more: Partial<Pane> = {}): Pane => ({
  ...{
    id: '%1',
    windowId: '@1',
    index: 2,
    active: true,
    title: '',
    command: 'claude',
    path: '/',
    width: 80,
    height: 24,
  },
  ...{
    left: 0,
    top: 0,
    pid: 1,
    tty: '',
    dead: false,
    deadStatus: null,
    deadSignal: null,
    inMode: false,
    managed: true,
  },
  agent: { type: 'cc', name: 'cc_1', source: 'option' },
  state: { name: 'working', source: 'title', sure: 'likely', since: 0, explanation: '' },
  ...more,
})
const session = (name: string, more: Partial<Session> = {}): Session => ({
  ...{ id: '$1', name, created: 0, folder: '/', windows: [{ windowId: '@1', index: 0, active: true }] },
  ...{ clients: [], managed: true },
  ...more,
})
const window = (zoomed: boolean): Window => ({
  ...{ id: '@1', name: 'w', layout: '', zoomed, width: 80, height: 24, panes: ['%1'] },
})

describe('names', () => {
  it('are those that tests and assistive technology rely on', () => {
    expect(tileName(pane(), session('api'))).toBe('cc_1 in api, working')
    expect(tileName(pane({ agent: null }), session('my docs'))).toBe('pane 2 in my docs, working')
  })

  it('say how a program ended', () => {
    expect(exitWords(pane({ deadStatus: 3 }))).toBe('exited with status 3')
    expect(exitWords(pane({ deadSignal: 9, deadStatus: 0 }))).toBe('ended by signal 9')
    expect(exitWords(pane())).toBe('exited')
  })
})

describe('the task', () => {
  it.each([
    ['⠐ Fix the login', 'Fix the login'],
    ['✳ Claude Code', 'Claude Code'],
    ['  plain\ttitle ', 'plain title'],
    ['\u202egnp.exe\u0007 \u200b', 'gnp.exe'],
    ['✳ ', ''],
    ['', ''],
    ['claude', ''],
    ['forge.example.org', ''],
    ['forge', ''],
    ['ada@forge: ~/src/api', ''],
    ['ada@forge', ''],
    ['mail ada@forge.org about it', 'mail ada@forge.org about it'],
  ])('of %j is %j', (title, task) => {
    expect(taskOf(pane({ title }), 'forge.example.org')).toBe(task)
  })

  it.each([null, { type: 'shell', name: 'shell_1', source: 'option' } as const])(
    'is the program where the title says nothing and the name does not tell it (%j)',
    agent => {
      expect(taskOf(pane({ agent, title: 'forge', command: 'npm' }), 'forge')).toBe('npm')
      expect(taskOf(pane({ agent, title: 'Watch the build', command: 'npm' }), 'forge')).toBe('Watch the build')
    },
  )

  it('does not take an unknown host for an empty title', () => {
    expect(taskOf(pane({ title: 'forge' }))).toBe('forge')
  })

  it('is cut, however long the title', () => {
    expect(taskOf(pane({ title: 'x'.repeat(100_000) }))).toHaveLength(300)
  })
})

describe('the window’s name', () => {
  it('is told where somebody gave it, not where tmux took it from a program', () => {
    const named = { ...window(false), name: 'review' }
    expect(windowWord(named, [pane({ command: 'claude' })])).toBe('review')
    expect(windowWord({ ...named, name: 'claude' }, [pane({ command: 'claude' })])).toBe('')
    expect(windowWord({ ...named, name: 'node' }, [pane({ windowId: '@2', command: 'node' })])).toBe('node')
    expect(windowWord({ ...named, name: 'a\u202eb' }, [])).toBe('a b')
  })
})

it.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3_599_000, '59m'],
  [7_200_000, '2h'],
  [200_000_000, '2d'],
  [-5000, '0s'],
])('an age of %i ms is %s', (ms, words) => {
  expect(age(1_000_000, 1_000_000 + ms)).toBe(words)
})

describe('marks', () => {
  const words = (...args: Parameters<typeof marksOf>) => marksOf(...args).map(mark => mark.word)

  it('are none for an ordinary pane', () => {
    expect(words(pane(), window(false), [session('a')])).toEqual([])
  })

  it('tell copy mode, zoom, and links', () => {
    expect(words(pane({ inMode: true }), window(true), [session('a')])).toEqual(['copy mode', 'zoomed'])
    expect(words(pane({ active: false }), window(true), [session('a')])).toEqual(['behind'])
    expect(words(pane(), null, [session('a'), session('b', { id: '$2' })])).toEqual(['linked'])
  })
})

it('says who is attached', () => {
  const client: Client = { name: '/dev/pts/3', pid: 1, sessionId: '$1', width: 120, height: 40, control: false }
  expect(clientWords(session('a'))).toBe('')
  expect(clientWords(session('a', { clients: [client, { ...client, name: 'c', control: true }] }))).toBe(
    'attached: /dev/pts/3 (120×40), c (control mode)',
  )
})

describe('arrows', () => {
  // Two sections: three tiles and one below; then, under a heading, two wider ones.
  const boxes = [
    ...[0, 110, 220].map(left => ({ left, top: 0, width: 100, height: 50 })),
    { left: 0, top: 60, width: 100, height: 50 },
    ...[0, 160].map(left => ({ left, top: 160, width: 150, height: 50 })),
  ]

  it('left and right stay in their row', () => {
    expect(neighbour(boxes, 0, 'ArrowRight')).toBe(1)
    expect(neighbour(boxes, 2, 'ArrowRight')).toBe(-1)
    expect(neighbour(boxes, 2, 'ArrowLeft')).toBe(1)
    expect(neighbour(boxes, 3, 'ArrowRight')).toBe(-1)
  })

  it('up and down take the nearest of the next row, across headings', () => {
    expect(neighbour(boxes, 2, 'ArrowDown')).toBe(3)
    expect(neighbour(boxes, 3, 'ArrowDown')).toBe(4)
    expect(neighbour(boxes, 5, 'ArrowUp')).toBe(3)
    expect(neighbour(boxes, 3, 'ArrowUp')).toBe(0)
    expect(neighbour(boxes, 0, 'ArrowUp')).toBe(-1)
  })

  it('lead nowhere from nowhere', () => {
    expect(neighbour(boxes, -1, 'ArrowUp')).toBe(-1)
  })
})
