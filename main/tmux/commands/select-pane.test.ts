import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestServer } from '../test-server'
import { parseCreated } from './created'
import { moveWindow, newWindowAt } from './new-window'
import { selectPane, selectWindow, setPaneTitle } from './select-pane'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, ask } = createRunner(server)
const start = { folder: '/', environment: {}, argv: ['sleep', '300'] }

beforeAll(async () => {
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'one', 'sleep', '300')
  await server.tmux('set-option', '-g', 'renumber-windows', 'on')
  await server.tmux('split-window', '-d', '-t', 'one', 'sleep', '300')
})
afterAll(() => server.end())

it.each(['a #(touch x) #{pid}', `it's "q" ; é 日本`, '-t', '%0', ' '])('titles a pane %j', async title => {
  await run(setPaneTitle('%1', title))
  expect(await ask('%1', '#{pane_title}|#{pane_active}')).toBe(`${title}|0`)
})

it('makes one line of a title', async () => {
  await run(setPaneTitle('%1', 'a\nb\u001b]2;c\u0007'))
  expect(await ask('%1', '#{pane_title}')).toBe('a b ]2;c ')
})

it('selects a pane and a window, in a session that nobody looks at', async () => {
  await run(selectPane('%1'))
  expect(await ask('%1', '#{pane_active}')).toBe('1')
  const made = parseCreated(await run(newWindowAt('$0', 7, start, 'seven')))
  expect([made.windowIndex, await ask('$0', '#{window_index}')]).toEqual([7, '0'])
  await run(selectWindow(made.windowId))
  expect(await ask('$0', '#{window_index} #{window_name}')).toBe('7 seven')
})

it('moves a window and numbers no other anew; a taken index is refused', async () => {
  await run(moveWindow('$0', '@0', 3))
  expect(await server.tmux('list-windows', '-F', '#{window_index} #{window_id}')).toBe('3 @0\n7 @1')
  await expect(run(newWindowAt('$0', 7, start))).rejects.toThrow(/index/)
  await expect(run(moveWindow('$0', '@0', 7))).rejects.toThrow(/index/)
})
