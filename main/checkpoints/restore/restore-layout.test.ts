import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { PaneId } from '../../../ipc/model'
import { until } from '../../tmux/test-server'
import { createTestRestore, sameSession, type TestRestore } from './test-restore'

let r: TestRestore
afterEach(() => r.end())

interface RandomWindow {
  readonly skip: number
  readonly name: string
  readonly splits: readonly { readonly of: number; readonly across: boolean; readonly percent: number }[]
  readonly title: string
  readonly zoomed: boolean
  readonly active: number
}

/** Any letters, and those that tmux or a shell could take for something else. */
const words = fc.oneof(
  fc.constantFrom('日本 é', "it's", '#{pid} #(id)', 'a;', '%5', '=x', '~', 'a  b', '{x}', '$'),
  fc.string({ minLength: 1, maxLength: 12 }).map(text => text.replace(/[\p{C}\\$.:]/gu, 'x').trim() || 'x'),
)

const window = fc.record({
  skip: fc.integer({ min: 0, max: 3 }),
  name: words,
  splits: fc.array(fc.record({ of: fc.nat(8), across: fc.boolean(), percent: fc.integer({ min: 10, max: 90 }) }), {
    maxLength: 8,
  }),
  title: words,
  zoomed: fc.boolean(),
  active: fc.nat(8),
})

const session = fc.record({
  name: words,
  width: fc.integer({ min: 40, max: 200 }),
  height: fc.integer({ min: 12, max: 70 }),
  windows: fc.array(window, { minLength: 1, maxLength: 4 }),
})

const PANE = `printf '\\033[34m%s says\\033[0m\\n' $TMUX_PANE; exec sleep 1000`

/** As an argument of the tmux program. */
const escaped = (text: string) => text.replaceAll('#', '##').replace(/;$/, '\\;')

/** Splits as asked for where there is room; tmux's refusals are part of the game. */
async function makeWindow(target: string, { splits, title, zoomed, active }: RandomWindow): Promise<void> {
  const { server } = r.t
  for (const { of, across, percent } of splits) {
    const panes = (await server.tmux('list-panes', '-t', target, '-F', '#{pane_id}')).split('\n')
    const pane = panes[of % panes.length]!
    await server.tmux('split-window', across ? '-h' : '-v', '-l', `${percent}%`, '-t', pane, PANE).catch(() => '')
  }
  const panes = (await server.tmux('list-panes', '-t', target, '-F', '#{pane_id}')).split('\n')
  const pane = panes[active % panes.length]!
  await server.tmux('select-pane', '-t', pane, '-T', escaped(title))
  await server.tmux('select-pane', '-t', pane)
  if (zoomed && panes.length > 1) await server.tmux('resize-pane', '-Z', '-t', pane)
}

/** Makes a session; returns the name that tmux gave it. */
async function makeSession(made: typeof session extends fc.Arbitrary<infer T> ? T : never): Promise<string> {
  const { server } = r.t
  const size = ['-x', String(made.width), '-y', String(made.height)]
  const told = await server.tmux(
    'new-session',
    '-d',
    '-P',
    '-F',
    '#{session_id} #{window_id} #{window_index} #{pane_id}',
    '-s',
    escaped(made.name),
    ...size,
    PANE,
  )
  const [id = '', first = '', base = '0', pane] = told.split(' ')
  // What somebody else does in the instant of our attach can kill tmux 3.3a.
  await until(() => r.t.tmux.clientOfPane(pane as PaneId)?.open, 'it is followed')
  let index = Number(base)
  for (const [at, one] of made.windows.entries()) {
    index += at === 0 ? 0 : 1 + one.skip
    if (at > 0) await server.tmux('new-window', '-d', '-t', `${id}:${index}`, PANE)
    const target = at === 0 ? first : `${id}:${index}`
    await server.tmux('rename-window', '-t', target, '--', escaped(one.name))
    await makeWindow(target, one)
  }
  await server.tmux('select-window', '-t', `${id}:${index}`)
  return server.tmux('display-message', '-p', '-t', id, '#{session_name}')
}

async function thereAndBack(name: string): Promise<void> {
  const { server, tmux } = r.t
  // A target by name would be read as one of tmux's own words where the name looks like one.
  const idOf = async (one: string) =>
    (await tmux.mirror.refresh()).sessions.find(({ name: own }) => own === one)?.id ?? ''
  const said = async () => {
    const panes = (await server.tmux('list-panes', '-s', '-t', await idOf(name), '-F', '#{pane_id}')).split('\n')
    const texts = await Promise.all(panes.map(pane => server.raw('capture-pane', '-J', '-p', '-S', '-', '-t', pane)))
    return texts.map(text => text.replace(/\s/g, ''))
  }
  await until(async () => (await said()).every(text => /%\d+says/.test(text)), 'all have said it')
  const saved = await r.save(name)
  const before = await said()
  await server.tmux('kill-session', '-t', await idOf(name))
  const run = await r.bringBack(saved.id)
  expect(run.done.filter(line => !line.ok)).toEqual([])
  expect(run).toMatchObject({ step: 'done', session: name, problem: '' })
  expect(await sameSession(r, saved, name)).toEqual([])
  await until(async () => (await said()).every((text, at) => text.startsWith(`${before[at]}──restored`)), 'old texts')
  expect(await r.bringBack(saved.id)).toMatchObject({ step: 'done', session: '' })
  await server.tmux('kill-session', '-t', await idOf(name))
}

test.each([
  ['a bare configuration', ''],
  [
    'a busy one',
    [
      'set -g base-index 1',
      'set -g pane-base-index 1',
      'set -g renumber-windows on',
      'set -g status 3',
      'set -g remain-on-exit on',
      'set -g automatic-rename on',
      'set -g default-command "echo wrong"',
      'set -g default-size 33x11',
    ].join('\n'),
  ],
  ['borders with titles', 'set -g pane-border-status top\nset -g remain-on-exit failed\nset -g status off'],
])('any session comes back with %s', { timeout: 60_000 }, async (_, config) => {
  r = await createTestRestore(config)
  await r.t.server.tmux('new-session', '-d', '-s', 'stays', 'exec sleep 1000')
  await r.t.connected()
  await fc.assert(
    fc.asyncProperty(session, async made => thereAndBack(await makeSession(made))),
    { numRuns: 2, endOnFailure: true },
  )
})

// A machine under load takes several times as long: `npm run bench` has the goals of a second and of five.
test('fifty panes come back quickly', { timeout: 90_000 }, async () => {
  r = await createTestRestore()
  const { server } = r.t
  await server.tmux('new-session', '-d', '-s', 'many', '-x', '200', '-y', '60', PANE)
  for (let window = 0; window < 6; window += 1) {
    if (window > 0) await server.tmux('new-window', '-d', '-t', `many:${window}`, PANE)
    for (let pane = 1; pane < (window === 5 ? 5 : 9); pane += 1) {
      await server.tmux('split-window', '-d', '-t', `many:${window}`, PANE)
      await server.tmux('select-layout', '-t', `many:${window}`, 'tiled')
    }
  }
  await r.t.connected()
  const saved = await r.save('many')
  expect(saved.windows.flatMap(one => one.panes)).toHaveLength(50)
  await server.tmux('kill-session', '-t', '=many')
  let began = performance.now()
  const choice = { layout: true, conversations: true, files: 'none', panes: null, start: false, session: '' } as const
  const plan = await r.restore.plan(saved.id, choice)
  const planned = performance.now() - began
  let back = 0
  const undo = r.restore.onChange(run => {
    if (run.sessionId !== '' && back === 0) back = performance.now() - began
  })
  began = performance.now()
  const run = await r.restore.run({ id: 'many', plan })
  undo()
  expect(run.step).toBe('done')
  expect(await sameSession(r, saved, 'many')).toEqual([])
  console.info(
    `plan ${planned.toFixed(0)} ms, layout ${back.toFixed(0)} ms, all ${(performance.now() - began).toFixed(0)} ms`,
  )
  expect(planned).toBeLessThan(5000)
  expect(back).toBeLessThan(30_000)
})
