import { describe, expect, it } from 'vitest'
import type { RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { madeUpPlanPane } from '../../state/made-up-checkpoints'
import {
  firstChoice,
  paneWhy,
  paneWords,
  partsOf,
  planFacts,
  runTitle,
  safetyWords,
  stoppedWords,
  treeWords,
  withFolder,
  withPane,
} from './restore-words'

const tree = (act: RestorePlan['trees'][number]['act'], files = 3) => ({
  ...{ path: '/src/api', act, target: '/src/api-restore', branch: 'restore/x', files, problems: [] },
})
const plan = (more: Partial<RestorePlan> = {}): RestorePlan => ({
  checkpoint: 'c',
  choice: firstChoice({ trees: 1 }),
  session: 'api-v2',
  panes: [
    madeUpPlanPane('0.0', 'cc_1'),
    madeUpPlanPane('0.1', 'cc_2', { act: 'lives' }),
    madeUpPlanPane('0.2', '', { conversation: 'none', command: '' }),
    madeUpPlanPane('0.3', 'cc_3', { act: 'skip' }),
  ],
  ...{ trees: [tree('worktree'), tree('skip', 9)], folders: [] },
  ...more,
})
const run = (more: Partial<RestoreRun> = {}): RestoreRun => ({
  ...{
    id: 'r',
    checkpoint: 'c',
    session: 'api-v2',
    step: 'done',
    total: 3,
    problem: '',
    sessionId: '$1',
    stands: false,
  },
  done: [
    { what: 'a', ok: true, detail: '' },
    { what: 'b', ok: true, detail: '' },
  ],
  ...more,
})

describe('the first choice', () => {
  it('never puts files in place, and starts nothing unasked', () => {
    expect(firstChoice({ trees: 1 })).toMatchObject({ files: 'worktree', start: false, panes: null })
    expect(firstChoice({ trees: 0 }).files).toBe('none')
  })
})

describe('a plan', () => {
  it('counts only what will be made', () => {
    expect(partsOf(plan())).toBe(3)
    expect(partsOf(plan({ panes: [madeUpPlanPane('0.0', 'cc_1', { act: 'start' })] }))).toBe(2)
    expect(planFacts(plan())).toBe('2 panes · 1 conversation · 3 changed files')
  })

  it('claims to touch nothing only where it is so', () => {
    expect(safetyWords(plan())).toBe('Nothing that runs is touched.')
    expect(safetyWords(plan({ trees: [tree('inplace')] }))).toContain('files are replaced')
  })

  it('says of each pane what will be', () => {
    const at = new Date(2026, 10, 22, 13, 51).getTime()
    const words = (more: object, start = false) => paneWords(madeUpPlanPane('0.0', 'cc_1', more), { start }, at, at)
    expect(words({})).toMatch(/^conversation as of .*51.*, then waits$/)
    expect(words({ conversation: 'fresh' }, true)).toBe('a new conversation, started')
    expect(words({ conversation: 'none' })).toBe('command shown, not started')
    expect(words({ command: '' })).toBe('its old screen; nothing to start')
    expect([words({ act: 'lives' }), words({ act: 'skip' })]).toEqual(['left alone', 'left out'])
    expect(words({ act: 'start' })).toBe('restored before: started')
    expect(plan().panes.map(paneWhy)).toEqual(['', 'it is there', '', 'not chosen'])
  })

  it('says of each work tree what will be', () => {
    expect(treeWords(tree('skip'))).toEqual({ says: 'left out', name: '' })
    expect(treeWords(tree('inplace', 1)).says).toBe('1 changed file put back in place')
    expect(treeWords(tree('worktree'))).toEqual({
      says: '3 changed files in a new work tree, branch restore/x, at',
      name: '/src/api-restore',
    })
  })

  it('takes panes out and in again; all of them are null', () => {
    const all = plan()
    expect(withPane(all, '0.1', false)).toEqual(['0.0', '0.2', '0.3'])
    const some = plan({ choice: { ...all.choice, panes: ['0.3', '0.0', '0.2'] } })
    expect(withPane(some, '0.3', false)).toEqual(['0.0', '0.2'])
    expect(withPane(some, '0.1', true)).toBeNull()
  })
})

it('folders: one for each saved one, none where the plan is right', () => {
  const { choice } = plan()
  const a = withFolder(choice, '/a', { to: '/b', create: false })
  expect(a).toEqual([{ from: '/a', to: '/b', create: false }])
  const both = withFolder({ ...choice, folders: a }, '/c', { to: '', create: true })
  expect(both).toEqual([...a, { from: '/c', to: '/c', create: true }])
  expect(withFolder({ ...choice, folders: both }, '/a', { to: '', create: false })).toEqual(both.slice(1))
})

describe('a run', () => {
  it('is restored only when each step was', () => {
    expect(runTitle(run())).toBe('Restored as api-v2')
    const done = [...run().done, { what: 'c', ok: false, detail: 'no' }]
    expect(runTitle(run({ done }))).toBe('Restored as api-v2, but 1 of 3 steps failed')
    expect(runTitle(run({ step: 'failed' }))).toBe('The restore stopped')
  })

  it('says what was done and what was not when it stopped', () => {
    expect(stoppedWords(run({ step: 'failed' }))).toBe('2 of 3 steps done, 1 not. The session that was made is kept.')
    expect(stoppedWords(run({ done: [], sessionId: '' }))).toBe('0 of 3 steps done, 3 not. No session is left of it.')
    expect(stoppedWords(run({ done: [], sessionId: '', stands: true }))).toBe('0 of 3 steps done, 3 not.')
    expect(stoppedWords(run({ step: 'rolled-back' }))).toBe('')
    const title = (stands: boolean) => runTitle(run({ step: 'rolled-back', stands }))
    expect([title(false), title(true)]).toEqual(['Rolled back', 'Rolled back, but not all of it'])
  })
})
