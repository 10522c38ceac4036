import { rmdirSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Checkpoint, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { STAY } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'
import { ALL, createTestRestore, resumable, sameSession, type TestRestore } from './test-restore'

let r: TestRestore
beforeEach(async () => {
  r = await createTestRestore()
})
afterEach(() => r.end())

/** Says its arguments and environment, then stays. */
const TELL = `console.log('args ' + JSON.stringify(process.argv.slice(2)) + ' ' + process.env.FLAVOUR + ' ' + process.cwd());${STAY}`

const history = (pane: string) => r.t.server.raw('capture-pane', '-J', '-p', '-S', '-', '-t', pane)
const panesNow = () => r.t.fleet.refresh().then(fleet => fleet.panes)

/** A session of agents of one type, each with a conversation, and what was saved of it. */
async function agents(count: number, more: (saved: Checkpoint) => Checkpoint = saved => saved): Promise<Checkpoint> {
  const { t } = r
  const type = resumable(await t.script('one', TELL, { args: ['-m', `a 'b' "$(c)"`], env: { FLAVOUR: 'x y' } }))
  t.types[t.types.length - 1] = type
  const made = await t.spawn.create({
    name: 'api',
    folder: t.folder,
    createFolder: false,
    agents: [{ type: 'one', count }],
  })
  for (const pane of made.panes) await until(async () => (await history(pane)).includes('args ['), 'told')
  await t.connected()
  const saved = await r.save('api')
  const { ref } = await r.store.blobs.put(Buffer.from('talk of then'))
  const windows = saved.windows.map(window => ({
    ...window,
    panes: window.panes.map(pane => ({ ...pane, conversation: { id: 'x', transcript: ref, file: '' } })),
  }))
  const whole = await r.keep(more({ ...saved, id: crypto.randomUUID(), name: 'then', windows }))
  await t.server.tmux('kill-session', '-t', '=api')
  return whole
}

const argsOf = (text: string) =>
  [...text.matchAll(/args (\[.*?\]) (.*)/g)].map(one => [JSON.parse(one[1] ?? ''), one[2]])

test('agents stand dead under their old screens; Start starts them as they were, in their conversation', async () => {
  const saved = await agents(2)
  const plan = await r.restore.plan(saved.id, ALL)
  expect(plan.panes.map(({ act, conversation, problems }) => [act, conversation, problems])).toEqual([
    ['create', 'as-saved', []],
    ['create', 'as-saved', []],
  ])
  const run = await r.restore.run({ id: 'a', plan })
  expect(run).toMatchObject({ step: 'done', session: 'api' })
  expect(run.done.filter(line => !line.ok)).toEqual([])
  expect(await sameSession(r, saved, 'api')).toEqual([])
  const dead = await until(async () => {
    const panes = await panesNow()
    return panes.length === 2 && panes.every(pane => pane.dead) ? panes : null
  }, 'both stand dead')
  expect(dead.map(pane => [pane.agent?.name, pane.state.name, pane.managed, pane.ready])).toEqual([
    ['one_1', 'exited', true, true],
    ['one_2', 'exited', true, true],
  ])
  expect(dead[0]?.state.explanation).toBe('It was restored with its old screen, and was not started yet.')
  const [first, second] = dead
  // What is saved of it before it is started has its conversation, too.
  for (const { id } of dead)
    expect(r.conversations.current(r.t.tmux.mirror.pane(id)?.options.id ?? '')?.conversation).toBe('copy of x')
  const old = await history(first!.id)
  expect(old).toMatch(/args \[.*\n(?:.*\n)*── restored from "then"/)
  await until(() => r.t.tmux.clientOfPane(first!.id), 'a client')
  expect(await r.t.restart(first!.id)).toMatchObject({ result: 'done', agent: 'one_1' })
  const now = await until(async () => {
    const text = await history(first!.id)
    return argsOf(text).length === 2 ? text : null
  }, 'it has told again')
  // The old screen is in the history above, whole.
  expect(now).toContain('── restored from "then"')
  const told = argsOf(now)
  expect(told[1]).toEqual([['-m', `a 'b' "$(c)"`, '--talk', 'talk of then'], `x y ${r.t.folder}`])
  const after = await panesNow()
  expect(after.map(pane => [pane.id, pane.dead, pane.ready])).toEqual([
    [first!.id, false, undefined],
    [second!.id, true, true],
  ])
  // A program that a person started in its place by hand, and that ended, is no restore that waits.
  await r.t.server.tmux('respawn-pane', '-t', second!.id, 'exit 3')
  const ended = await until(async () => {
    const pane = (await panesNow()).find(one => one.id === second!.id)
    return pane?.dead && pane.deadStatus === 3 ? pane : null
  }, 'it has ended')
  expect([ended.ready, ended.state.explanation]).toEqual([undefined, 'The program exited with status 3.'])

  // What was restored lives, dead or started, also under the id that Start gave it.
  const again = await r.restore.plan(saved.id, ALL)
  expect(again.panes.map(pane => pane.act)).toEqual(['lives', 'lives'])
})

test('started at once: all of them, with their conversation; what cannot be started says so', async () => {
  const saved = await agents(3, one => {
    const [window] = one.windows
    const [first, second, third] = window!.panes
    const gone = { ...second!, launch: { ...second!.launch!, command: '/nowhere/qd-one' } }
    const away = { ...third!, launch: { ...third!.launch!, folder: join(r.t.folder, 'gone'), env: { FLAVOUR: null } } }
    return { ...one, windows: [{ ...window!, panes: [first!, gone, away] }] }
  })
  const plan = await r.restore.plan(saved.id, { ...ALL, start: true })
  expect(plan.panes.map(pane => pane.problems)).toEqual([
    [],
    ['/nowhere/qd-one is not installed.'],
    [`${join(r.t.folder, 'gone')} is gone. It stands ready for when the folder is back.`],
  ])
  const run = await r.restore.run({ id: 'a', plan })
  expect(run.step).toBe('done')
  const bad = run.done.filter(line => !line.ok)
  expect(bad).toEqual([
    { what: 'one_2', ok: false, detail: '/nowhere/qd-one is not installed.' },
    { what: 'one_3', ok: false, detail: expect.stringContaining('does not exist any more') },
  ])
  const panes = await panesNow()
  expect(panes.map(pane => pane.dead)).toEqual([false, true, true])
  const text = await until(async () => {
    const told = await history(panes[0]!.id)
    return argsOf(told).length === 2 ? told : null
  }, 'it has told again')
  expect(argsOf(text)[1]?.[0]).toContain('talk of then')
  expect(r.told.map(one => one.step)).toContain('starting')
  // No text stays behind on the disk.
  await expect(access(join(r.t.folder, 'restore-'))).rejects.toThrow('ENOENT')
})

test('a conversation that is damaged, empty or not wanted: a new one, and it is said', async () => {
  const saved = await agents(2, one => {
    const [window] = one.windows
    const [first, second] = window!.panes
    const ref = { hash: '0'.repeat(64), bytes: 5 }
    const lost = { ...first!, conversation: { id: 'x', transcript: ref, file: '' }, screen: [ref, ...first!.screen] }
    return { ...one, windows: [{ ...window!, panes: [lost, { ...second!, screen: [], rows: 0 }] }] }
  })
  const plan = await r.restore.plan(saved.id, ALL)
  expect(plan.panes[0]).toMatchObject({
    conversation: 'fresh',
    problems: ['Its saved conversation is damaged: it begins a new one.'],
  })
  const without = await r.restore.plan(saved.id, { ...ALL, conversations: false })
  expect(without.panes.map(pane => pane.conversation)).toEqual(['fresh', 'fresh'])
  const run = await r.restore.run({ id: 'a', plan })
  expect(run.done.filter(line => !line.ok)).toEqual([
    { what: 'one_1', ok: false, detail: '1 parts of its old screen are damaged.' },
  ])
  const bare = run.done.find(line => line.what === 'one_2')
  expect(bare).toEqual({ what: 'one_2', ok: true, detail: 'It is there; nothing of its screen was saved.' })
  const [pane] = await panesNow()
  expect(r.conversations.current(r.t.tmux.mirror.pane(pane!.id)?.options.id ?? '')).toBeNull()
  expect(await history(pane!.id)).toMatch(/── this part was damaged ──\nargs \[/)
})

test('cancelled while agents start: the session stays, the rest stands ready', async () => {
  const saved = await agents(5)
  const plan = await r.restore.plan(saved.id, { ...ALL, start: true })
  const undo = r.restore.onChange(run => {
    if (run.step === 'starting') r.restore.cancel('a')
  })
  const run = await r.restore.run({ id: 'a', plan })
  undo()
  expect(run).toMatchObject({ step: 'cancelled', session: 'api' })
  expect(run.problem).toBe('It was cancelled. What was made stays: it can be gone on with, or rolled back.')
  expect(run.stands).toBe(true)
  // The same id is the same run.
  expect(await r.restore.run({ id: 'a', plan })).toBe(run)
  const panes = await until(async () => {
    const all = await panesNow()
    return all.every(pane => pane.dead) ? all : null
  }, 'all stand dead')
  expect(panes.map(pane => pane.agent?.name)).toEqual(['one_1', 'one_2', 'one_3', 'one_4', 'one_5'])
})

/** A run of five agents that is cancelled when the first of them are started. */
async function stopped(): Promise<{ plan: RestorePlan; run: RestoreRun; ids: string[] }> {
  const saved = await agents(5)
  const plan = await r.restore.plan(saved.id, { ...ALL, start: true })
  const undo = r.restore.onChange(one => {
    if (one.done.some(line => line.detail === 'It was started.')) r.restore.cancel('a')
  })
  const run = await r.restore.run({ id: 'a', plan })
  undo()
  const panes = await until(async () => {
    const all = (await panesNow()).filter(pane => pane.managed)
    return all.length === 5 && all.every(pane => !pane.dead || pane.ready) ? all : null
  }, 'all stand')
  expect(panes.some(pane => !pane.dead)).toBe(true)
  expect(panes.some(pane => pane.dead)).toBe(true)
  return { plan, run, ids: panes.map(pane => pane.id) }
}

test('gone on with: what waits is started, what runs is left alone, nothing is made twice', async () => {
  const { plan, run, ids } = await stopped()
  expect(run).toMatchObject({ step: 'cancelled', stands: true })
  const pids = new Map((await panesNow()).flatMap(pane => (pane.dead ? [] : [[pane.id, pane.pid] as const])))
  const waited = (await panesNow()).filter(pane => pane.dead).map(pane => pane.agent?.name)
  const next = await r.restore.run({ id: 'b', plan, continues: 'a' })
  expect(next).toMatchObject({ step: 'done', session: '', stands: false })
  expect(next.done.map(line => [line.what, line.detail]).sort()).toEqual(
    waited.map(name => [name, 'It was started.']).sort(),
  )
  expect(next.total).toBe(waited.length)
  const panes = await panesNow()
  expect(panes.map(pane => [pane.id, pane.dead])).toEqual(ids.map(id => [id, false]))
  for (const [id, pid] of pids) expect(panes.find(pane => pane.id === id)?.pid).toBe(pid)
  // The first run has handed over what it made.
  await expect(r.restore.rollback('a')).rejects.toMatchObject({ code: 'refused' })
})

test('rolled back: its panes are ended with what runs in them, and nobody else is', async () => {
  const { run } = await stopped()
  await r.t.server.tmux('new-session', '-d', '-s', 'other', 'exec sleep 1000')
  await r.t.server.tmux('new-window', '-d', '-t', `${run.sessionId}:9`, 'exec sleep 1000')
  const back = await r.restore.rollback('a')
  expect(back).toMatchObject({ step: 'rolled-back', stands: false, problem: '', sessionId: '' })
  const lines = back.done.slice(run.done.length)
  expect(lines.map(line => [line.ok, line.detail])).toEqual(
    Array(5).fill([true, expect.stringMatching(/^It is gone: \d+ processes were ended, none is left\.$/)]),
  )
  // A window that somebody opened beside them stays, and its session with it.
  expect(await r.t.server.tmux('list-panes', '-a', '-F', '#{session_name} #{window_index}')).toBe('api 9\nother 0')
})

test('rolled back where nobody added anything: the session goes as one', async () => {
  const { run } = await stopped()
  await r.t.server.tmux('new-session', '-d', '-s', 'other', 'exec sleep 1000')
  const back = await r.restore.rollback('a')
  expect(back.done.slice(run.done.length)).toEqual([
    { what: 'session api', ok: true, detail: expect.stringContaining('none is left') },
  ])
  expect(await r.t.server.tmux('list-sessions', '-F', '#{session_name}')).toBe('other')
})

test('a folder that is gone between plan and run: the agent waits, and is started in another one on request', async () => {
  const saved = await agents(1)
  const folder = join(r.t.folder, 'soon gone')
  const moved = [{ from: r.t.folder, to: folder, create: true }]
  const plan = await r.restore.plan(saved.id, { ...ALL, start: true, folders: moved })
  expect(plan.folders).toEqual([{ from: r.t.folder, to: folder, why: 'chosen', create: true, panes: 1, problem: '' }])
  let made = false
  const undo = r.restore.onChange(run => {
    if (run.step === 'building' && !made) rmdirSync(folder)
    made ||= run.step === 'building'
  })
  const run = await r.restore.run({ id: 'a', plan })
  undo()
  expect(run.step).toBe('done')
  expect(run.done.filter(line => !line.ok)).toEqual([
    { what: 'one_1', ok: false, detail: `${folder} does not exist any more.` },
  ])
  await r.t.server.tmux('kill-session', '-t', '=api')
  const again = await r.restore.run({ id: 'b', plan })
  expect(again.done.filter(line => !line.ok)).toEqual([])
  expect(again.done).toContainEqual({ what: folder, ok: true, detail: 'The folder was made.' })
  const [pane] = await panesNow()
  const told = await until(async () => argsOf(await history(pane!.id))[1], 'it has told again')
  expect(told[1]).toBe(`x y ${folder}`)
})

test('a name that is taken meanwhile: the next one', async () => {
  const saved = await agents(1)
  const plan = await r.restore.plan(saved.id, ALL)
  let taken: Promise<unknown> | null = null
  const undo = r.restore.onChange(run => {
    if (run.step === 'building') taken ??= r.t.server.tmux('new-session', '-d', '-s', 'api', 'exec sleep 1000')
  })
  const run = await r.restore.run({ id: 'a', plan })
  undo()
  await taken
  expect(run).toMatchObject({ step: 'done', session: 'api-v2' })
  expect(await r.t.server.tmux('list-sessions', '-F', '#{session_name}')).toBe('api\napi-v2')
})
