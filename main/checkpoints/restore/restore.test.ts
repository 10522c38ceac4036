import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../tmux/test-server'
import { ALL, createTestRestore, sameSession, type TestRestore } from './test-restore'

let r: TestRestore
beforeEach(async () => {
  r = await createTestRestore()
})
afterEach(() => r.end())

const history = (pane: string) => r.t.server.raw('capture-pane', '-J', '-p', '-S', '-', '-t', pane)

/** Three panes of one window and one of another, with text in colours and a history. */
async function plainSession(name: string): Promise<void> {
  const { server } = r.t
  const make = ['new-session', '-d', '-s', name, '-x', '90', '-y', '30', '-c', '/tmp', '-n', 'one "x"']
  await server.tmux(...make, `echo first; exec sleep 1000`)
  const split = ['split-window', '-t', `=${name}:`]
  const red = `printf '\\033[41mred\\n\\033[0mplain\\n'; exec sleep 1000`
  await server.tmux(...split, '-h', '-l', '30', '-c', '/usr', red)
  const lines = 'for i in `seq 100`; do echo line $i; done; exec sleep 1000'
  await server.tmux(...split, '-v', '-l', '7', '-c', '/', lines)
  await server.tmux('select-pane', '-t', `=${name}:0.1`, '-T', 'titel ##{pid} é')
  await server.tmux('new-window', '-d', '-t', `=${name}:7`, '-n', 'b', 'exec sleep 1000')
  await r.t.connected()
  await until(async () => (await history(`=${name}:0.2`)).includes('line 100'), 'lines')
}

test('plain panes come back: layout, titles, folders, texts with their colours; and once only', async () => {
  await plainSession('a b')
  const saved = await r.save('a b', { name: 'before "it"' })
  await r.t.server.tmux('kill-session', '-t', '=a b')
  const run = await r.bringBack(saved.id)
  expect(run).toMatchObject({ step: 'done', session: 'a b', problem: '' })
  expect(run.done.filter(line => !line.ok)).toEqual([])
  expect(run.done.length).toBe(run.total)
  expect(await sameSession(r, saved, 'a b')).toEqual([])
  const text = await until(async () => {
    const told = await history('=a b:0.2')
    return told.includes('restored from') ? told : null
  }, 'the line')
  expect(text).toContain('line 1\n')
  expect(text).toMatch(/line 100\s+── restored from "before "it"",/)
  const coloured = await r.t.server.raw('capture-pane', '-e', '-p', '-S', '-', '-t', '=a b:0.1')
  expect(coloured).toContain('\u001b[41mred')
  const folders = async () => r.t.server.tmux('list-panes', '-s', '-t', '=a b', '-F', '#{pane_current_path}')
  // The shells are there, each in its folder.
  await until(async () => (await folders()) === `/tmp\n/usr\n/\n${saved.windows[1]!.panes[0]!.folder}`, 'folders')

  const again = await r.restore.plan(saved.id, ALL)
  expect(again.panes.map(pane => pane.act)).toEqual(['lives', 'lives', 'lives', 'lives'])
  expect(again.session).toBe('')
  const before = await r.t.server.tmux('list-panes', '-a', '-F', '#{pane_id} #{pane_pid}')
  expect(await r.bringBack(saved.id)).toMatchObject({ step: 'done', session: '', done: [] })
  expect(await r.t.server.tmux('list-panes', '-a', '-F', '#{pane_id} #{pane_pid}')).toBe(before)
})

test('what still lives is left alone; what is missing comes back beside it', async () => {
  await plainSession('api')
  const saved = await r.save('api')
  const same = await r.restore.plan(saved.id, ALL)
  expect(same.panes.map(pane => pane.act)).toEqual(['lives', 'lives', 'lives', 'lives'])
  await r.t.server.tmux('kill-window', '-t', '=api:7')
  const plan = await r.restore.plan(saved.id, ALL)
  expect(plan.panes.map(pane => pane.act)).toEqual(['lives', 'lives', 'lives', 'create'])
  expect(plan.session).toBe('api-v2')
  expect(await r.restore.plan(saved.id, ALL)).toEqual(plan)
  const pids = () => r.t.server.tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_pid}')
  const before = await pids()
  // The same plan at once, by two hands.
  const [one, two] = await Promise.all([r.restore.run({ id: 'first', plan }), r.restore.run({ id: 'second', plan })])
  expect([one.session, two.session]).toEqual(['api-v2', ''])
  expect(await r.t.server.tmux('list-sessions', '-F', '#{session_name}')).toBe('api\napi-v2')
  expect(await pids()).toBe(before)
  expect(await r.t.server.tmux('list-panes', '-s', '-t', '=api-v2', '-F', '#{window_index} #{window_name}')).toBe('7 b')
})

test('some panes alone, files alone, a name that is taken', async () => {
  await plainSession('api')
  const saved = await r.save('api')
  await r.t.server.tmux('kill-window', '-t', '=api:7')
  await r.t.server.tmux('kill-pane', '-t', '=api:0.2')
  const nothing = await r.restore.plan(saved.id, { ...ALL, layout: false, conversations: false })
  expect(nothing).toMatchObject({ session: '', panes: Array(4).fill({ act: 'skip' }) })
  const run = await r.bringBack(saved.id, { panes: ['0.2'], session: 'a.b' })
  expect(run).toMatchObject({ step: 'done', session: 'a_b' })
  expect(await r.t.server.tmux('list-panes', '-s', '-t', '=a_b', '-F', '#{pane_width}x#{pane_height}')).toBe('90x30')
})

test('cancelled or failed before it has its name: nothing is left', async () => {
  await plainSession('api')
  const saved = await r.save('api')
  // First, as a server whose last session ends goes too, and takes the new one with it.
  await r.t.server.tmux('new-session', '-d', '-s', 'other', 'exec sleep 1000')
  await r.t.server.tmux('kill-session', '-t', '=api')
  const plan = await r.restore.plan(saved.id, ALL)
  const undo = r.restore.onChange(run => {
    if (run.step === 'building') r.restore.cancel('c')
  })
  const run = await r.restore.run({ id: 'c', plan })
  undo()
  expect(run).toMatchObject({ step: 'cancelled', sessionId: '', session: '' })
  expect(run.problem).toMatch(/cancelled.*Nothing of it is left/)
  const sessions = () => r.t.server.tmux('list-sessions', '-F', '#{session_name}')
  expect(await sessions()).toBe('other')
  // A layout of another size than its cells, behind one that is fine.
  const [first, second] = saved.windows
  const bad = { ...second!, index: 7, layout: second!.layout, panes: [{ ...second!.panes[0]!, key: '1.0' }] }
  const broken = await r.keep({
    ...saved,
    id: crypto.randomUUID(),
    windows: [first!, bad, { ...bad, panes: [{ ...bad.panes[0]!, key: '2.0' }] }],
  })
  const failed = await r.bringBack(broken.id)
  expect(failed).toMatchObject({ step: 'failed', sessionId: '' })
  expect(failed.problem).toMatch(/index.*Nothing of it is left/)
  expect(await sessions()).toBe('other')
  expect(r.restore.open()).toEqual([])
})
