import { describe, expect, test } from 'vitest'
import type { SavedPane } from '../../../ipc/checkpoint'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { agentTypes } from '../../agents/registry'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { freeName, type Present, planRestore, restoredFrom, treePlace } from './plan'
import { ALL } from './test-restore'

const NOW: Present = {
  serverStarted: 1,
  sessions: [],
  panes: [],
  ...{ badFolders: new Map(), realFolders: new Map() },
  missing: new Set(),
  types: agentTypes(DEFAULT_SETTINGS),
  damaged: new Set(),
  trees: new Map(),
  shell: '/bin/bash',
}

const LAUNCH = {
  type: 'cc',
  kind: 'program',
  command: 'claude',
  args: ['--model', 'x'],
  env: {},
  folder: '/src',
} as const
const launched = (more: Partial<SavedPane> = {}) =>
  savedPane('0.0', [], { life: 'l1', launch: { ...LAUNCH, args: [...LAUNCH.args] }, ...more })
const only = (pane: SavedPane, now: Partial<Present> = {}, choice = ALL) =>
  planRestore(savedCheckpoint([pane]), choice, { ...NOW, ...now }).panes[0]!

describe('freeName', () => {
  test.each([
    ['api', [], 'api'],
    ['api', ['api'], 'api-v2'],
    ['api', ['api', 'api-v2', 'api-v3'], 'api-v4'],
    ['api-v2', ['api-v2'], 'api-v3'],
    ['api-v7', ['api-v7'], 'api-v2'],
    ['a.b:c\n', [], 'a_b_c_'],
    ['', [], 'restored'],
  ])('%j among %j is %j', (wanted, taken, name) => expect(freeName(wanted, taken)).toBe(name))
})

describe('what still lives', () => {
  const there = {
    id: '%1',
    life: 'l1',
    from: '',
    dead: false,
    ready: false,
    session: 'api',
    created: 1,
    window: 0,
    place: 0,
  }

  test('by its life, on the same server alone', () => {
    expect(only(launched(), { panes: [there] }).act).toBe('lives')
    expect(only(launched(), { panes: [there], serverStarted: 2 }).act).toBe('create')
    expect(only(launched(), { panes: [{ ...there, life: 'l2' }] }).act).toBe('create')
    expect(only(launched(), { panes: [] }).act).toBe('create')
  })

  test('what ended since comes back, what stood dead then is there', () => {
    expect(only(launched(), { panes: [{ ...there, dead: true }] }).act).toBe('create')
    expect(only(launched({ dead: true }), { panes: [{ ...there, dead: true }] }).act).toBe('lives')
  })

  test('by an earlier restore of this checkpoint, on any server', () => {
    const checkpoint = savedCheckpoint([launched()])
    const restored = { ...there, life: 'other', from: restoredFrom(checkpoint.id, '0.0'), dead: true }
    const plan = (from: string) =>
      planRestore(checkpoint, ALL, { ...NOW, serverStarted: 9, panes: [{ ...restored, from }] })
    expect(plan(restored.from)).toMatchObject({ session: '', panes: [{ act: 'lives' }] })
    expect(plan(restoredFrom(checkpoint.id, '0.1')).panes[0]?.act).toBe('create')
  })

  test('a plain pane by its place in a session that is older than the checkpoint', () => {
    const plain = savedPane('0.0', [], { agent: '', type: '' })
    const own = { ...there, life: '' }
    expect(only(plain, { panes: [own] }).act).toBe('lives')
    expect(only(plain, { panes: [{ ...own, created: 5000 }] }).act).toBe('create')
    expect(only(plain, { panes: [{ ...own, place: 1 }] }).act).toBe('create')
    expect(only(plain, { panes: [{ ...own, session: 'b' }] }).act).toBe('create')
  })
})

test('what was restored and waits is started when agents are to start, and left alone else', () => {
  const checkpoint = savedCheckpoint([launched()])
  const waits = {
    ...{ id: '%1', life: 'x', from: restoredFrom(checkpoint.id, '0.0'), dead: true, ready: true },
    ...{ session: 'api-v2', created: 1, window: 0, place: 0 },
  }
  const plan = (start: boolean, ready = true) =>
    planRestore(checkpoint, { ...ALL, start }, { ...NOW, panes: [{ ...waits, ready }] })
  expect(plan(true)).toMatchObject({ session: '', panes: [{ act: 'start' }], folders: [] })
  expect(plan(false).panes[0]?.act).toBe('lives')
  expect(plan(true, false).panes[0]?.act).toBe('lives')
})

describe('folders', () => {
  const bad = (path: string, missing = true) => [path, { missing, words: `${path} is gone.` }] as const
  const tree = { path: '/src', branch: 'main', head: 'a', commit: 'b', ref: 'r', bundle: null } as const
  const trees = [tree, { ...tree, path: '/src/lib' }].map(one => ({ ...one, changed: [], left: [], problem: '' }))
  const at = new Date(2026, 10, 12, 10, 15, 7).getTime()
  const plain = (key: string, folder: string) => savedPane(key, [], { agent: '', type: '', folder })
  const folders = (paths: readonly string[], choice: Partial<typeof ALL>, now: Partial<Present> = {}) => {
    const checkpoint = savedCheckpoint(
      paths.map((path, place) => plain(`0.${place}`, path)),
      { at, trees },
    )
    const clean = { kind: 'clean', restored: false } as const
    const looked = new Map(trees.map(({ path }) => [path, clean]))
    const plan = planRestore(checkpoint, { ...ALL, ...choice }, { ...NOW, trees: looked, ...now })
    expect(plan.panes.map(pane => pane.folder)).toEqual(paths.map(path => plan.folders.find(f => f.from === path)?.to))
    return plan.folders.map(({ from, to, why, create, panes, problem }) => [from, to, why, create, panes, problem])
  }
  const target = '/src-restored-20261112-101507'

  test('go with the files of their tree, the innermost one, links followed; others stay', () => {
    const realFolders = new Map([['/link/a', '/src/a']])
    expect(
      folders(['/src', '/src/a b', '/src', '/src/lib/x', '/srcs', '/link/a'], { files: 'worktree' }, { realFolders }),
    ).toEqual([
      ['/src', target, 'work-tree', false, 2, ''],
      ['/src/a b', `${target}/a b`, 'work-tree', false, 1, ''],
      ['/src/lib/x', '/src/lib-restored-20261112-101507/x', 'work-tree', false, 1, ''],
      ['/srcs', '/srcs', 'saved', false, 1, ''],
      ['/link/a', `${target}/a`, 'work-tree', false, 1, ''],
    ])
    expect(folders(['/src/a'], { files: 'inplace' })).toEqual([['/src/a', '/src/a', 'saved', false, 1, '']])
  })

  test('that went there by an earlier restore too', () => {
    const done = new Map([['/src', { kind: 'dirty', restored: true }]]) as Present['trees']
    expect(folders(['/src/a'], { files: 'worktree' }, { trees: done })[0]?.[1]).toBe(`${target}/a`)
    expect(folders(['/src/a'], { files: 'none' }, { trees: done })[0]?.[1]).toBe('/src/a')
  })

  test('as chosen, before all else; what cannot be is said', () => {
    const badFolders = new Map([bad('/gone'), bad('/new'), bad('/file', false)])
    const choose = (to: string, create = false) =>
      folders(['/gone'], { folders: [{ from: '/gone', to, create }] }, { badFolders })[0]?.slice(1)
    expect(folders(['/gone'], {}, { badFolders })).toEqual([['/gone', '/gone', 'saved', false, 1, '/gone is gone.']])
    expect(choose('/there')).toEqual(['/there', 'chosen', false, 1, ''])
    expect(choose(' /a/../there ')?.[0]).toBe('/there')
    expect(choose('/gone', true)).toEqual(['/gone', 'chosen', true, 1, ''])
    expect(choose('/new')).toEqual(['/new', 'chosen', false, 1, '/new does not exist.'])
    expect(choose('/new', true)).toEqual(['/new', 'chosen', true, 1, ''])
    expect(choose('/file', true)).toEqual(['/file', 'chosen', false, 1, '/file is gone.'])
    expect(choose('here')).toEqual(['here', 'chosen', false, 1, 'The folder needs an absolute path.'])
    const over = folders(['/src'], { files: 'worktree', folders: [{ from: '/src', to: '/there', create: false }] })
    expect(over[0]?.slice(1, 3)).toEqual(['/there', 'chosen'])
  })
})

describe('what cannot come back', () => {
  test('is said in a sentence each', () => {
    const env = { KEY: null, KEPT: 'x' }
    const pane = launched({ launch: { ...LAUNCH, args: [], env }, problem: 'Its screen could not be read.' })
    const now = {
      badFolders: new Map([['/src', { missing: true, words: '/src is gone.' }]]),
      missing: new Set(['claude']),
    }
    expect(only(pane, now).problems).toEqual([
      '/src is gone. It stands ready for when the folder is back.',
      'claude is not installed.',
      'The value of KEY was not kept.',
      'Its conversation was not known: it begins a new one.',
      'Its screen could not be read.',
    ])
    expect(only(savedPane('0.0', [], { type: 'nobody' })).problems).toEqual([
      'There is no agent type nobody any more: only its screen comes back.',
    ])
    expect(only(savedPane('0.0', []))).toMatchObject({
      command: 'claude',
      problems: [
        'It was started by hand: it is started as the settings say.',
        'Its conversation was not known: it begins a new one.',
      ],
    })
  })

  test('a program that was started by hand in a shell of ours is no launch of that shell', () => {
    const launch = { ...LAUNCH, type: 'shell', kind: 'shell', command: '/bin/bash', args: ['-l'] } as const
    const talk = { id: 'x', transcript: { hash: 'a'.repeat(64), bytes: 1 }, file: '' }
    const pane = launched({ launch: { ...launch, args: ['-l'] }, conversation: talk, agent: 'shell_1' })
    expect(only(pane)).toMatchObject({ command: '/bin/bash -l', conversation: 'none' })
    expect(only(pane).problems[0]).toMatch(/started by hand in it \(cc\)/)
  })
})

test('conversations: as saved, fresh, none', () => {
  const ref = { hash: 'a'.repeat(64), bytes: 1 }
  const talk = launched({ conversation: { id: 'x', transcript: ref, file: '' } })
  expect(only(talk)).toMatchObject({ conversation: 'as-saved', problems: [] })
  expect(only(talk, { damaged: new Set([ref.hash]) }).conversation).toBe('fresh')
  expect(only(talk, {}, { ...ALL, conversations: false })).toMatchObject({ conversation: 'fresh', problems: [] })
  expect(only(launched({ conversation: { id: 'x', transcript: null, file: '' } })).problems).toEqual([
    'Its conversation had no file yet: it begins a new one.',
  ])
  expect(only(savedPane('0.0', [], { agent: 'shell_1', type: 'shell' })).conversation).toBe('none')
})

test('the choice: keys, layout without conversations, conversations without layout', () => {
  const talk = { id: 'x', transcript: null, file: '' }
  const checkpoint = savedCheckpoint([launched({ conversation: talk }), savedPane('0.1', [], { agent: '', type: '' })])
  const acts = (choice: Partial<typeof ALL>) =>
    planRestore(checkpoint, { ...ALL, ...choice }, NOW).panes.map(pane => pane.act)
  expect(acts({})).toEqual(['create', 'create'])
  expect(acts({ panes: ['0.1'] })).toEqual(['skip', 'create'])
  expect(acts({ layout: false })).toEqual(['create', 'skip'])
  expect(acts({ layout: false, conversations: false })).toEqual(['skip', 'skip'])
})

describe('the files of a work tree', () => {
  const saved = {
    ...{ path: '/src', branch: 'main', head: 'a'.repeat(40), commit: 'b'.repeat(40), ref: 'r', bundle: null },
    ...{ changed: [{ path: 'f', status: ' M' }], left: [] as { path: string; why: string }[], problem: '' },
  }
  type Tree = ReturnType<typeof savedCheckpoint>['trees'][number]
  const at = new Date(2026, 10, 12, 10, 15, 7).getTime()
  const target = '/src-restored-20261112-101507'
  function plan(
    files: 'none' | 'worktree' | 'inplace',
    kind: 'gone' | 'no-tree' | 'same' | 'clean' | 'dirty',
    more: object = {},
    restored = false,
  ) {
    const id = '01234567-89ab-4def-8123-456789abcdef'
    const checkpoint = savedCheckpoint([], { id, at, trees: [{ ...saved, ...more } as Tree] })
    const trees = new Map([['/src', { kind, restored }]])
    return planRestore(checkpoint, { ...ALL, files }, { ...NOW, trees }).trees[0]
  }

  test('go beside the tree on a branch of their own, or back in place on their own', () => {
    const branch = 'restored/20261112-101507-01234567'
    const beside = { path: '/src', target, act: 'worktree', branch, files: 1, problems: [] }
    expect(plan('worktree', 'clean')).toEqual(beside)
    expect(plan('worktree', 'dirty')).toEqual(beside)
    const inplace = { path: '/src', target: '/src', act: 'inplace', branch: 'main', files: 1 }
    expect(plan('inplace', 'clean')).toEqual({ ...inplace, problems: [] })
    expect(plan('inplace', 'dirty')).toEqual({
      ...inplace,
      problems: ['There is uncommitted work: it is saved first.'],
    })
    expect(plan('none', 'dirty')).toMatchObject({ act: 'skip', branch: '', problems: [] })
  })

  test.each<[string, Parameters<typeof plan>, string]>([
    ['the tree is gone', ['worktree', 'gone'], '/src is gone.'],
    ['the tree is none any more', ['inplace', 'no-tree'], '/src is no git work tree any more.'],
    ['nothing was saved', ['worktree', 'clean', { commit: '' }], 'Its files were not saved.'],
    ['saving failed', ['inplace', 'clean', { commit: '', problem: 'It was too large.' }], 'It was too large.'],
    ['all is as it was', ['inplace', 'same'], 'It is as it was then: nothing to restore.'],
    ['it was done before', ['worktree', 'clean', {}, true], `It was restored before: see ${target}.`],
    [
      'there was no commit',
      ['worktree', 'clean', { head: '' }],
      'It had no commit: its files can only go back in place.',
    ],
  ])('stay where they are and say why: %s', (_, of, why) => {
    expect(plan(...of)).toMatchObject({ act: 'skip', branch: '', problems: [why] })
  })

  test('go back in place also after a restore beside it, and without a commit', () => {
    expect(plan('inplace', 'clean', {}, true)?.act).toBe('inplace')
    expect(plan('inplace', 'clean', { head: '' })?.act).toBe('inplace')
  })

  test('that were left out when it was saved are told', () => {
    const left = [
      { path: 'big', why: 'large' },
      { path: 'odd', why: 'pipe' },
    ]
    expect(plan('worktree', 'clean', { left, problem: 'git said no.' })?.problems).toEqual([
      '2 files were not saved.',
      'git said no.',
    ])
  })
})

test('the new session has the name that was chosen, else the saved one, made free', () => {
  const name = (session: string, sessions: string[] = []) =>
    planRestore(savedCheckpoint([launched()]), { ...ALL, session }, { ...NOW, sessions }).session
  expect([name(''), name('mine'), name('mine', ['mine']), name('', ['api'])]).toEqual([
    ...['api', 'mine', 'mine-v2', 'api-v2'],
  ])
})

test('what nobody had started when it was saved waits again, and says so where all else starts', () => {
  const pane = launched({ waits: true, conversation: { id: 'x', transcript: null, file: '' } })
  const words = 'Nobody had started it when it was saved: it waits behind Start again.'
  expect(only(pane, {}, { ...ALL, start: true }).problems).toContain(words)
  expect(only(pane).problems).not.toContain(words)
  const there = {
    ...{ id: '%1', life: 'l1', from: '', dead: true, ready: true, session: 'api', created: 1, window: 0, place: 0 },
  } as const
  const stands = only({ ...pane, dead: true }, { panes: [there] }, { ...ALL, start: true })
  expect(stands).toMatchObject({ act: 'lives', problems: [] })
})

test('work trees have one place for each checkpoint', () => {
  const at = new Date(2026, 10, 12, 10, 15, 7).getTime()
  expect(treePlace({ id: '01234567-89ab', at }, '/src/api')).toEqual({
    target: '/src/api-restored-20261112-101507',
    branch: 'restored/20261112-101507-01234567',
  })
})
