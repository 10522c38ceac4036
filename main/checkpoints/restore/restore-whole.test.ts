import { chmod, mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Checkpoint, SavedPane } from '../../../ipc/checkpoint'
import type { PaneId } from '../../../ipc/model'
import { STAY } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'
import { createTestCapture, type TestCapture } from '../capture/test-capture'
import { git } from '../git/git'
import { ALL, createTestRestore, resumable, sameSession, type TestRestore } from './test-restore'

/*
 * Any session, its checkpoint by the capture that the host has, its end, its restore: equal layout, screens, files and
 * conversations.
 */

/** So many in each run of the tests; more by the environment. */
const RUNS = Number(process.env.QUARTERDECK_RESTORES ?? 1)

const title = fc.constantFrom('plain', '日本 é', '#{pid} #(id)', "it's; $HOME", '%5 =x')
const colour = fc.integer({ min: 0, max: 255 })
const pane = fc.record({
  title,
  colour,
  lines: fc.integer({ min: 1, max: 400 }),
  across: fc.boolean(),
  percent: fc.integer({ min: 25, max: 75 }),
})
const window = fc.record({
  panes: fc.array(pane, { minLength: 1, maxLength: 4 }),
  zoomed: fc.boolean(),
  active: fc.nat(3),
})
const change = fc.record({
  kind: fc.constantFrom('text', 'binary', 'gone', 'staged', 'link', 'executable', 'deep'),
  name: fc.constantFrom('a', 'b c', 'é日', 'x"y', '-f', 'sub/one'),
  seed: fc.nat(255),
})
const world = fc.record({
  width: fc.integer({ min: 60, max: 160 }),
  height: fc.integer({ min: 20, max: 50 }),
  windows: fc.array(window, { minLength: 1, maxLength: 2 }),
  agents: fc.integer({ min: 1, max: 2 }),
  changes: fc.array(change, { maxLength: 8 }),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

let r: TestRestore
let c: TestCapture
afterEach(() => r.end())

/** A repository with these changes in it. */
async function makeRepo(top: string, changes: World['changes']): Promise<void> {
  await mkdir(join(top, 'sub'), { recursive: true })
  await git(top, ['init', '--quiet'])
  for (const name of ['a', 'b c', 'sub/one']) await writeFile(join(top, name), `${name}\n`)
  await git(top, ['add', '-A'])
  await git(top, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'x'])
  for (const { kind, name, seed } of changes) {
    const file = join(top, kind === 'deep' ? `new/${seed}/${name}` : name)
    await mkdir(dirname(file), { recursive: true })
    await rm(file, { force: true })
    if (kind === 'gone') continue
    if (kind === 'link') await symlink('../outside', file)
    else await writeFile(file, kind === 'binary' ? Buffer.alloc(3000, seed) : `${seed} words\n`)
    if (kind === 'executable') await chmod(file, 0o755)
    if (kind === 'staged') await git(top, ['add', '--', name])
  }
}

/** Every file below a folder with what it holds, but for git's own. */
async function filesIn(top: string): Promise<string[]> {
  const names = await readdir(top, { recursive: true, withFileTypes: true })
  const files = names.filter(one => !one.isDirectory() && !join(one.parentPath, one.name).includes('/.git'))
  const told = files.map(async one => {
    const path = join(one.parentPath, one.name)
    const content = one.isSymbolicLink() ? 'link' : (await readFile(path)).toString('base64')
    return `${path.slice(top.length)} ${content}`
  })
  return (await Promise.all(told)).sort()
}

const escaped = (text: string) => text.replaceAll('#', '##').replace(/;$/, '\\;')

/** Writes coloured lines, then stays. */
const program = ({ lines, colour: pen }: World['windows'][number]['panes'][number]) =>
  `for i in $(seq ${lines}); do printf '\\033[38;5;${pen}m%s \\033[1mline\\033[0m end\\n' $i; done; printf ALL; exec sleep 1000`

async function addWindow(target: string, { panes, zoomed, active }: World['windows'][number], folder: string) {
  const { server } = r.t
  const ids: string[] = []
  const tell = ['-d', '-P', '-F', '#{pane_id}', '-c', folder]
  for (const [at, one] of panes.entries()) {
    const how = at === 0 ? ['new-window'] : ['split-window', one.across ? '-h' : '-v', '-l', `${one.percent}%`]
    const made = await server
      .tmux(...how, ...tell, '-t', at === 0 ? target : (ids.at(-1) ?? ''), program(one))
      .catch(() => '')
    if (made === '') continue
    ids.push(made)
    await server.tmux('select-pane', '-t', made, '-T', escaped(one.title))
    await until(async () => (await server.tmux('capture-pane', '-p', '-S', '-', '-t', made)).includes('ALL'), 'written')
  }
  const chosen = ids[active % ids.length] ?? ''
  await server.tmux('select-pane', '-t', chosen)
  if (zoomed && ids.length > 1) await server.tmux('resize-pane', '-Z', '-t', chosen)
}

async function makeWorld({ width, height, windows, agents, changes }: World, top: string): Promise<void> {
  const { t } = r
  await makeRepo(top, changes)
  const agent = resumable(await t.script('one', `console.log('args ' + JSON.stringify(process.argv.slice(2)));${STAY}`))
  t.types.splice(0, t.types.length, agent)
  const wish = { name: 'api', folder: join(top, 'sub'), createFolder: false, agents: [{ type: 'one', count: agents }] }
  const made = await t.spawn.create(wish)
  const read = (id: string) => t.server.tmux('capture-pane', '-p', '-t', id)
  for (const id of made.panes) await until(async () => (await read(id)).includes('args'), 'it has told')
  const session = await t.server.tmux('display-message', '-p', '-t', '=api:', '#{session_id}')
  await t.server.tmux('resize-window', '-t', `${session}:`, '-x', String(width), '-y', String(height))
  for (const one of windows) await addWindow(`${session}:`, one, top)
  await t.connected()
}

/** Colours and text of a pane, without what a terminal cannot tell from it: blanks at the end of rows. */
async function textOf(parts: SavedPane['screen'], r2: TestRestore): Promise<string> {
  const all = Buffer.concat(await Promise.all(parts.map(part => r2.store.blobs.get(part)))).toString('utf8')
  return all
    .replaceAll('\u001b[39m\u001b[49m', '')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()
}

/** The checkpoint with a conversation for each agent, in the store that restores read. */
async function keep(): Promise<Checkpoint> {
  const saved = await c.newest()
  const refs = saved.windows.flatMap(one => one.panes).flatMap(one => one.screen)
  for (const ref of refs) await r.store.blobs.put(await c.store.blobs.get(ref))
  for (const { bundle } of saved.trees) if (bundle) await r.store.blobs.put(await c.store.blobs.get(bundle))
  const { ref } = await r.store.blobs.put(Buffer.from('talk of then'))
  const talk = { id: 'x', transcript: ref, file: '' }
  const windows = saved.windows.map(one => ({
    ...one,
    panes: one.panes.map(each => (each.agent === '' ? each : { ...each, conversation: talk })),
  }))
  return r.keep({ ...saved, windows })
}

async function thereAndBack(made: World): Promise<void> {
  r = await createTestRestore()
  c = await createTestCapture(r.t)
  const top = join(await realpath(r.t.folder), 'repo')
  await makeWorld(made, top)
  const session = (await r.t.tmux.mirror.refresh()).sessions.find(one => one.name === 'api')
  const { problems } = await c.save(session?.id ?? '$0')
  expect(problems).toEqual([])
  const files = await filesIn(top)
  const status = await git(top, ['status', '--porcelain'])
  const checkpoint = await keep()
  await r.t.server.tmux('kill-session', '-t', '=api')
  const run = await r.bringBack(checkpoint.id, { ...ALL, files: 'worktree' })
  expect(run.done.filter(line => !line.ok)).toEqual([])
  expect(run).toMatchObject({ step: 'done', session: 'api', problem: '' })
  expect(await sameSession(r, checkpoint, 'api')).toEqual([])
  const plan = await r.restore.plan(checkpoint.id, { ...ALL, files: 'worktree' })
  expect(plan).toMatchObject({ session: '' })
  const place = status === '' ? top : (plan.trees[0]?.target ?? '')
  expect([await filesIn(place), await git(place, ['status', '--porcelain'])]).toEqual([files, status])
  await expectPanes(checkpoint, place)
}

/** Each pane shows what it showed, with its colours, above the line; and its agent goes on in the new place. */
async function expectPanes(checkpoint: Checkpoint, place: string): Promise<void> {
  const ids = (await r.t.server.tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_id}')).split('\n')
  const panes = checkpoint.windows.flatMap(one => one.panes)
  expect(ids).toHaveLength(panes.length)
  for (const [at, saved] of panes.entries()) {
    const id = ids[at] ?? ''
    const now = () => r.t.server.raw('capture-pane', '-e', '-p', '-J', '-S', '-', '-t', id)
    const shown = await until(async () => {
      const text = await now()
      return text.includes('── restored from') ? text : null
    }, `the line in ${saved.key}`)
    const before = plain(await textOf(saved.screen, r))
    expect(plain(shown.slice(0, shown.indexOf('── restored from')))).toBe(before)
    if (saved.agent === '') continue
    const ready = async () => (await r.t.fleet.refresh()).panes.find(one => one.id === id)?.ready
    await until(async () => (await ready()) && r.t.tmux.clientOfPane(id as PaneId), 'it waits to be started')
    await r.t.restart(id as PaneId)
    await until(async () => (await now()).includes('"--talk","talk of then"'), 'it goes on')
    const folder = await r.t.server.tmux('display-message', '-p', '-t', id, '#{pane_current_path}')
    expect(folder).toBe(join(place, 'sub'))
  }
}

/** Text with its colours in one notation: tmux writes the same look in several ways, and wraps rows at their ends. */
function plain(text: string): string {
  return text
    .replace(/\u001b\[0m/g, '\u001b[m')
    .replace(/\u001b\[39m|\u001b\[49m|\u001b\[m/g, '')
    .replace(/[\u000e\u000f]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

test('any session comes back whole: layout, screens, files, conversations', { timeout: 90_000 * RUNS }, async () => {
  let first = true
  await fc.assert(
    fc.asyncProperty(world, async made => {
      if (!first) await r.end()
      first = false
      await thereAndBack(made)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})
