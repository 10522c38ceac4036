import { expect, test } from 'vitest'
import { Target } from './act'
import { calls, KillTarget } from './contract'
import { PaneId, SessionId, WindowId } from './model'

const good = (name: keyof typeof calls, input: unknown) => calls[name].in.safeParse(input).success

test('ids are tmux’s own and nothing else', () => {
  const ids = [PaneId, WindowId, SessionId] as const
  const shapes = ['%', '@', '$']
  ids.forEach((id, i) => {
    const mark = shapes[i]
    for (const one of ['0', '12', '999999999']) expect(id.safeParse(`${mark}${one}`).success).toBe(true)
    const bad = [
      '',
      '0',
      `${mark}`,
      `${mark}-1`,
      `${mark}1 `,
      ` ${mark}1`,
      `${mark}1\n`,
      `${mark}1;`,
      `${mark}1:`,
      `${mark}1.0`,
    ]
    for (const one of [...bad, `${mark}1234567890`, `${mark}１`, `=${mark}1`, `${mark}1\n${mark}2`])
      expect([one, id.safeParse(one).success]).toEqual([one, false])
    for (const other of shapes.filter(one => one !== mark)) expect(id.safeParse(`${other}1`).success).toBe(false)
  })
})

test('session names are those that tmux keeps', () => {
  const named = (name: unknown) => good('session.rename', { sessionId: '$1', name })
  for (const name of ['a', 'with spaces', "it's", '日本語 🚢', '#(id) $(id)', '-t', '=x', 'x'.repeat(200)])
    expect([name, named(name)]).toEqual([name, true])
  for (const name of ['', 'a.b', 'a:b', 'a\nb', '\u001b', 'a\u007f', '\0', 'x'.repeat(201), 1, null, ['a']])
    expect([name, named(name)]).toEqual([name, false])
})

test('a creation is bounded: agents, counts, names of types, the folder', () => {
  const create = (agents: unknown, more: object = {}) =>
    good('session.create', { name: 'a', folder: '/x', createFolder: false, agents, ...more })
  const of = (...counts: number[]) => counts.map(count => ({ type: 'cc', count }))
  expect([create(of(50)), create(of(50, 50)), create(of(0)), create([])]).toEqual([true, true, true, true])
  const bad = [
    of(51),
    of(50, 50, 1),
    of(-1),
    of(1.5),
    of(Number.NaN),
    Array(61).fill({ type: 'cc', count: 0 }),
    'cc',
    [{}],
  ]
  for (const agents of bad) expect([agents, create(agents)]).toEqual([agents, false])
  for (const type of ['', 'x'.repeat(41), 1]) expect(create([{ type, count: 1 }])).toBe(false)
  for (const folder of ['', 'x'.repeat(4097), null]) expect(create(of(1), { folder })).toBe(false)
  expect(create(of(1), { createFolder: 'yes' })).toBe(false)
})

test('nothing is killed but one pane or one session, and an interrupt may mean all', () => {
  const targets = [{ kind: 'pane', paneId: '%1' }, { kind: 'session', sessionId: '$1' }, { kind: 'fleet' }]
  expect(targets.map(one => KillTarget.safeParse(one).success)).toEqual([true, true, false])
  expect(targets.map(one => Target.safeParse(one).success)).toEqual([true, true, true])
  for (const bad of [{}, null, { kind: 'pane' }, { kind: 'pane', paneId: '$1' }, { kind: 'window', windowId: '@1' }])
    expect([KillTarget.safeParse(bad).success, Target.safeParse(bad).success]).toEqual([false, false])
  const target = targets[0]
  expect(good('kill.now', { target })).toBe(false)
  expect(good('kill.now', { target, endShared: 'no' })).toBe(false)
})

test('sizes, streams and texts have bounds', () => {
  const sized = (cols: unknown, rows: unknown) => good('window.fit', { paneId: '%1', size: { cols, rows } })
  expect([sized(2, 1), sized(2000, 1000)]).toEqual([true, true])
  for (const [cols, rows] of [
    [1, 1],
    [2, 0],
    [2001, 1],
    [2, 1001],
    [80.5, 24],
    ['80', 24],
    [Number.POSITIVE_INFINITY, 1],
  ])
    expect([cols, rows, sized(cols, rows)]).toEqual([cols, rows, false])
  expect(good('pane.paste', { paneId: '%1', text: 'x'.repeat(16_000_001) })).toBe(false)
  expect(good('stream.history', { stream: 1, lines: 200_001 })).toBe(false)
  expect(good('stream.open', { paneId: '%1', view: 'raw' })).toBe(false)
  expect(good('window.unfit', { undo: 'x'.repeat(101) })).toBe(false)
  expect(good('link.open', { url: `https://${'x'.repeat(8192)}` })).toBe(false)
})

test('a change of settings names known settings only', () => {
  const set = (patch: unknown) => good('settings.set', { patch })
  expect([set({}), set({ theme: 'dark' })]).toEqual([true, true])
  for (const patch of [
    { theme: 'pink' },
    { nonsense: 1 },
    { scrollback: 10 },
    null,
    [],
    JSON.parse('{"__proto__": 1}'),
  ])
    expect([patch, set(patch)]).toEqual([patch, false])
})
