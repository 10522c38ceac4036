import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Checkpoint } from '../../ipc/checkpoint'
import { STAY } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
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

test('agents stand dead under their old screens; Restart starts them as they were, in their conversation', async () => {
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
  expect(dead.map(pane => [pane.agent?.name, pane.state.name, pane.managed])).toEqual([
    ['one_1', 'exited', true],
    ['one_2', 'exited', true],
  ])
  const [first, second] = dead
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
  expect((await panesNow()).find(pane => pane.id === second!.id)?.dead).toBe(true)

  // What was restored lives, dead or started, also under the id that Restart gave it.
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
    return { ...one, windows: [{ ...window!, panes: [lost, second!] }] }
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
  const [pane] = await panesNow()
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
  expect(run.problem).toBe('It was cancelled. What is there stays, and can be gone on with.')
  // The same id is the same run; another one finds all of it there.
  expect(await r.restore.run({ id: 'a', plan })).toBe(run)
  expect(await r.restore.run({ id: 'b', plan })).toMatchObject({ step: 'done', session: '' })
  const panes = await until(async () => {
    const all = await panesNow()
    return all.every(pane => pane.dead) ? all : null
  }, 'all stand dead')
  expect(panes.map(pane => pane.agent?.name)).toEqual(['one_1', 'one_2', 'one_3', 'one_4', 'one_5'])
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
