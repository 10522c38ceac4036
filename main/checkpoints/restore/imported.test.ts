import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SavedLaunch, SavedPane } from '../../../ipc/checkpoint'
import { STAY } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'
import { frameSession } from '../capture/capture-session'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { asTrusted, trustedChoice } from './imported'
import { ALL, createTestRestore, type TestRestore } from './test-restore'

let r: TestRestore
beforeEach(async () => {
  r = await createTestRestore()
})
afterEach(() => r.end())

const launch = (more: Partial<SavedLaunch>): SavedLaunch => ({
  ...{ type: 'one', kind: 'program', command: 'evil', args: ['--evil'], env: { LD_PRELOAD: '/tmp/x' }, folder: '/' },
  ...more,
})
const imported = (...panes: SavedPane[]) => savedCheckpoint(panes, { trigger: 'import', session: 'api' })
const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

it('takes the word of a file for nothing that can run', async () => {
  const one = await r.t.script('one', STAY, { args: ['--mine'], env: { MINE: 'yes' } })
  const checkpoint = imported(
    savedPane('0.0', [], { type: 'one', launch: launch({}) }),
    savedPane('0.1', [], { type: 'odd', launch: launch({ type: 'odd' }), problem: 'Cut.' }),
    savedPane('0.2', [], { agent: '', type: '', launch: null }),
  )
  const [known, unknown, plain] = asTrusted(checkpoint, r.t.types).windows[0]?.panes ?? []
  expect(known?.launch).toMatchObject({ command: one.command, args: ['--mine'], env: { MINE: 'yes' }, folder: '/' })
  expect(known?.problem).toContain('as your settings say')
  expect(unknown?.launch).toMatchObject({ command: 'evil', args: ['--evil'], env: { LD_PRELOAD: null } })
  expect(unknown?.problem).toMatch(/your settings do not know.* Cut\.$/)
  expect(plain?.problem).toBe('It came from a file.')
  expect(asTrusted({ ...checkpoint, trigger: 'manual' }, r.t.types).windows).toBe(checkpoint.windows)
  expect(trustedChoice(checkpoint, { ...ALL, start: true }).start).toBe(false)
  expect(trustedChoice({ trigger: 'manual' }, { ...ALL, start: true }).start).toBe(true)
})

it('shows each command before anything is started, and starts nothing, also when it is asked to', async () => {
  const [mark, own] = [join(r.t.folder, 'evil-ran'), join(r.t.folder, 'own-ran')]
  await r.t.script('one', `require('node:fs').writeFileSync(${JSON.stringify(own)}, ''); ${STAY}`)
  const checkpoint = await r.keep(
    imported(
      savedPane('0.0', [], {
        agent: 'odd_1',
        type: 'odd',
        launch: launch({ type: 'odd', command: 'touch', args: [mark] }),
      }),
      savedPane('0.1', [], { agent: 'one_1', type: 'one', launch: launch({ command: 'touch', args: [mark] }) }),
    ),
  )
  const plan = await r.restore.plan(checkpoint.id, { ...ALL, start: true })
  expect(plan.choice.start).toBe(false)
  expect(plan.panes[0]).toMatchObject({ act: 'create', command: `touch ${mark}` })
  expect(plan.panes[0]?.problems.join(' ')).toContain('came from a file')
  expect(plan.panes[1]?.command).not.toContain('touch')
  const run = await r.bringBack(checkpoint.id, { start: true })
  expect(run).toMatchObject({ step: 'done', problem: '' })
  const panes = (await r.t.tmux.mirror.refresh()).panes.filter(pane => pane.options.name !== '')
  expect(panes.map(pane => pane.options.name).sort()).toEqual(['odd_1', 'one_1'])
  expect([await there(mark), await there(own)]).toEqual([false, false])
})

it('lets what nobody had started wait again when its session was saved meanwhile: saving is no reading', async () => {
  const mark = join(r.t.folder, 'evil-ran')
  const odd = savedPane('0.0', [], {
    ...{ agent: 'odd_1', type: 'odd' },
    launch: launch({ type: 'odd', command: 'touch', args: [mark] }),
  })
  await r.bringBack((await r.keep(imported(odd))).id)
  const isReady = async () => {
    const { panes } = await r.t.tmux.mirror.refresh()
    return panes.find(pane => pane.options.name === 'odd_1' && pane.dead && pane.options.ready !== '')
  }
  await until(isReady, 'it stands ready')
  const mirror = await r.t.tmux.mirror.refresh()
  const id = mirror.sessions.find(one => one.name === 'api')?.id ?? ''
  const frame = frameSession(mirror, id, pane => r.t.fleet.pane(pane), [])
  const again = frame.windows.flatMap(window => window.panes).map(one => one.saved)
  expect(again).toMatchObject([{ agent: 'odd_1', waits: true, launch: { command: 'touch' } }])
  const waits = again[0]?.waits ?? ('never' as never)
  const saved = await r.keep(savedCheckpoint([{ ...odd, waits }], { session: 'api' }))
  await r.t.server.tmux('kill-session', '-t', id)
  const plan = await r.restore.plan(saved.id, { ...ALL, start: true })
  expect(plan.panes[0]?.problems[0]).toContain('Nobody had started it')
  const run = await r.bringBack(saved.id, { start: true })
  expect(run).toMatchObject({ step: 'done', problem: '', total: run.done.length })
  await until(isReady, 'it stands ready again')
  // A run for the same checkpoint does not start it either.
  expect((await r.restore.plan(saved.id, { ...ALL, start: true })).panes[0]?.act).toBe('lives')
  expect(await there(mark)).toBe(false)
})
