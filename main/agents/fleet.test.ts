import { afterEach, beforeEach, expect, test } from 'vitest'
import { diffFleet } from '../../ipc/fleet'
import type { Fleet } from '../../ipc/model'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { spinnerTitle } from './agent-type'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

const only = () => t.fleet.state().panes[0]

test('an agent that a person starts in a shell is recognised, followed by its title, and gone again', async () => {
  const type = await t.script(
    'talk',
    `const say = title => process.stdout.write('\\x1b]2;' + title + '\\x07'); say('⠐ topic');
    process.stdin.setRawMode(true); process.stdin.on('data', key => String(key) === 'q' ? process.exit() : say('✳ topic'))`,
    { readTitle: spinnerTitle(title => title.startsWith('✳')) },
  )
  await t.server.tmux('new-session', '-d', '-s', 'plain', '-x', '80', '-y', '24', 'sh')
  await t.connected()
  await until(() => only()?.state.name === 'idle', 'a shell at its prompt')
  expect(only()).toMatchObject({ agent: null, managed: false })
  expect(t.fleet.state().sessions[0]).toMatchObject({ managed: false })
  const changes: Fleet[] = []
  const undo = t.fleet.onChange(fleet => changes.push(fleet))
  await t.server.tmux('send-keys', type.command, 'Enter')
  await until(() => only()?.state.name === 'working', 'its spinner')
  expect(only()?.agent).toMatchObject({ type: 'talk', name: 'talk_1', source: 'process' })
  expect(t.fleet.state().sessions[0]?.managed).toBe(true)
  await t.server.tmux('send-keys', 'x')
  await until(() => only()?.state.name === 'unknown', 'no spinner: no claim')
  expect(only()?.state.source).toBe('title')
  await t.server.tmux('send-keys', 'q')
  await until(() => only()?.agent === null && only()?.state.name === 'idle', 'the shell again')
  undo()
  for (const [at, fleet] of changes.entries()) if (at > 0) expect(diffFleet(changes[at - 1]!, fleet)).not.toBeNull()
  // Looking leaves no trace.
  expect(await t.server.tmux('show-options', '-p')).toBe('')
})

test('a pane that dies with its agent says how, also when tmux misses the end', async () => {
  await t.script('brief', 'process.exit(5)')
  const agents = [{ type: 'brief', count: 8 }]
  await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  const ended = () => t.fleet.state().panes.filter(pane => pane.dead && pane.deadStatus === 5)
  await until(() => ended().length === 8, 'eight ends with their status')
  expect(new Set(ended().map(pane => pane.state.explanation))).toEqual(new Set(['The program exited with status 5.']))
})

test('a wrapper script and a script of the same shell are seen through', async () => {
  await t.script('deep', STAY)
  const line = `sh -c '${process.execPath} -e "setTimeout(() => require(\\"child_process\\").spawn(\\"${t.folder}/qd-deep\\", {stdio:\\"inherit\\"}), 400)"; :'`
  await t.server.tmux('new-session', '-d', '-s', 'plain', 'bash --norc')
  await t.connected()
  await until(() => only()?.state.name === 'idle', 'a prompt')
  await t.server.tmux('send-keys', line, 'Enter')
  await until(() => only()?.agent?.type === 'deep', 'the agent below its starters')
})
