import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../tmux/test-server'
import { isAtLeast } from '../tmux/versions'
import { createTestFleet, STAY, type TestFleet } from './test-fleet'
import { shellWord } from './window-acts'

const run = promisify(execFile)
let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
  await t.server.tmux('new-session', '-d', '-s', `it's "a" $(x) ##{pid} \\`, '-x', '100', '-y', '40', 'sleep', '999')
  await t.server.tmux('split-window', '-d', 'sleep', '999')
  await t.server.tmux('split-window', '-d', 'sleep', '999')
  await t.connected()
})
afterEach(() => t.end())

const layout = () => t.server.tmux('display-message', '-p', '#{window_layout} #{window_zoomed_flag} #{pane_id}')
const pane = async (at: number) => (await t.server.tmux('list-panes', '-t', '$0', '-F', '#{pane_id}')).split('\n')[at]!
const windowId = () => t.server.tmux('display-message', '-p', '#{window_id}')
const sessionId = () => t.server.tmux('display-message', '-p', '#{session_id}')

test('zoom is idempotent, moves to another pane, and unzoom too', async () => {
  const [first, second] = [await pane(0), await pane(1)]
  const zoomed = () => t.server.tmux('display-message', '-p', '#{window_zoomed_flag} #{pane_id}')
  await t.acts.zoom(second, true)
  await t.acts.zoom(second, true)
  expect(await zoomed()).toBe(`1 ${second}`)
  await t.acts.zoom(first, true)
  expect(await zoomed()).toBe(`1 ${first}`)
  await t.acts.zoom(first, false)
  await t.acts.zoom(first, false)
  expect(await zoomed()).toBe(`0 ${first}`)
  await expect(t.acts.zoom('%999', true)).rejects.toMatchObject({ code: 'no-such-pane' })
})

test('fit gives one pane the size asked for; the undo gives everything back', async () => {
  const before = await layout()
  const second = await pane(1)
  const undo = await t.acts.fit(second, { cols: 71, rows: 19 })
  expect(await t.server.tmux('display-message', '-p', '-t', second, '#{pane_width}x#{pane_height}')).toBe('71x19')
  await t.acts.unfit(undo)
  expect(await layout()).toBe(before)
  expect(await t.server.tmux('show-options', '-w', '-t', second, 'window-size')).toBe('')
  await expect(t.acts.unfit(undo)).rejects.toMatchObject({ code: 'bad-input' })
})

test('tile, and rename with hostile names', async () => {
  const before = await layout()
  await t.acts.tile(await windowId())
  expect(await layout()).not.toBe(before)
  const id = await sessionId()
  const name = `"n'; #(touch x) $(x) ü`
  await t.acts.rename(id, name)
  expect(await t.server.tmux('display-message', '-p', '#{session_name}')).toBe(name)
  await t.server.tmux('new-session', '-d', '-s', 'other', 'sleep', '999')
  await expect(t.acts.rename(id, 'other')).rejects.toMatchObject({ code: 'name-taken' })
  await expect(t.acts.rename(id, 'a:b')).rejects.toMatchObject({ code: 'bad-name' })
  await expect(t.acts.rename('$99', 'x')).rejects.toMatchObject({ code: 'no-such-session' })
  await expect(t.acts.tile('@99')).rejects.toMatchObject({ code: 'no-such-window' })
})

test('the attach command means exactly this session when a shell reads it', async () => {
  const id = await sessionId()
  await until(() => t.tmux.mirror.state().sessions.length === 1, 'the mirror')
  const command = t.acts.attachCommand(id)
  expect(command).toMatch(/^tmux -L qd-test-\S+ -f \S+ attach-session -f ignore-size -t /)
  const words = await run('sh', ['-c', `printf '%s\\n' ${command}`])
  expect(words.stdout.split('\n').at(-2)).toBe(
    // tmux doubles a backslash in a name that it stores (3.3a session_check_name).
    `=it's "a" $(x) #{pid} \\\\`,
  )
  // tmux itself finds the session by that word.
  const found = await run('sh', [
    '-c',
    command.replace(/attach-session -f ignore-size/, 'list-panes -F "#{session_id}"'),
  ])
  expect(found.stdout.split('\n')[0]).toBe(id)
})

test('the attach command means a session by its id where its name would be read as something else', async () => {
  const sessionId = await t.server.tmux('new-session', '-d', '-P', '-F', '#{session_id}', 'sleep', '98')
  await t.server.tmux('rename-session', '-t', sessionId, 'a.b:c')
  const name = isAtLeast(await t.server.version(), 3, 7) ? 'a.b:c' : 'a_b_c'
  await until(() => t.tmux.mirror.state().sessions.some(one => one.name === name), 'the mirror')
  expect(t.acts.attachCommand(sessionId).split(' ').at(-1)).toBe(name === 'a_b_c' ? `'=a_b_c'` : `'${sessionId}'`)
})

test('words of a shell survive it', async () => {
  const words = ['', 'a b', `'`, `''`, '"', '\\', `\\'`, '$x', '`x`', '!', '~', '*', 'ü\t', '-n', '=x', 'a;b', '#']
  const { stdout } = await run('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`])
  expect(stdout.split('\0').slice(0, -1)).toEqual(words)
})

test('restart: only dead panes of ours, as they were started, under a new id', async () => {
  await t.script(
    'brief',
    `console.log('run ' + process.argv[2]); if (process.argv[2] === 'x y') process.exit(4); ${STAY}`,
    {
      args: ['x y'],
    },
  )
  await t.script('one', STAY)
  const agents = ['brief', 'one'].map(type => ({ type, count: 1 }))
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  const [brief, one] = made.panes as [string, string]
  await until(() => t.fleet.pane(brief)?.dead, 'its end')
  await until(() => t.tmux.clientOfPane(brief), 'a client')
  const id = t.tmux.mirror.pane(brief)?.options.id
  const receipt = await t.restart(brief)
  expect(receipt).toMatchObject({ paneId: brief, agent: 'brief_1', session: 's', result: 'done', before: 'exited' })
  const screen = () => t.server.tmux('capture-pane', '-p', '-S', '-', '-t', brief)
  await until(async () => (await screen()).includes('run x y'), 'its second life')
  await t.fleet.refresh()
  expect(t.tmux.mirror.pane(brief)?.options.id).not.toBe(id)
  await until(() => t.fleet.pane(brief)?.dead, 'its second end')
  await expect(t.restart(one)).rejects.toMatchObject({ code: 'refused' })
  await expect(t.restart(await pane(0))).rejects.toMatchObject({ code: 'not-ours' })
  await expect(t.restart('%999')).rejects.toMatchObject({ code: 'no-such-pane' })
})
