import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cellsOf, parseLayout, plainLayout } from '../layout'
import { createTestServer } from '../test-server'
import { killPane } from './kill-pane'
import { killSession } from './kill-session'
import { renameSession } from './rename-session'
import { applyLayout, tileWindow } from './select-layout'
import { createRunner, type Runner } from './test-run'

let server = createTestServer()
let runner: Runner = createRunner(server)

beforeEach(async () => {
  server = createTestServer()
  runner = createRunner(server)
  await server.tmux('new-session', '-d', '-x', '120', '-y', '40', '-s', 'one', 'cat')
  await server.tmux('split-window', '-d', 'cat', ';', 'split-window', '-d', 'cat')
  await server.tmux('new-window', '-d', 'cat')
  await server.tmux('new-session', '-d', '-s', 'two', 'cat')
})

afterEach(() => server.end())

const panes = () => server.tmux('list-panes', '-a', '-F', '#{pane_id}').then(text => text.split('\n').sort())

describe('renameSession', () => {
  it.each([`a 'b' "c" #(touch x) #{pid}`, '-t', '日本', 'x;', '#[bold]', '%3'])('names a session %s', async name => {
    await runner.run(renameSession('$0', name))
    expect(await runner.ask('$0', '#{session_name}')).toBe(name)
    expect(await runner.ask('$1', '#{session_name}')).toBe('two')
  })

  it('is refused for a name that is taken', async () => {
    await expect(runner.run(renameSession('$0', 'two'))).rejects.toMatchObject({
      message: expect.stringMatching(/duplicate session/),
    })
  })
})

describe('killing', () => {
  it('ends one pane, one session, and nothing else', async () => {
    expect(await panes()).toEqual(['%0', '%1', '%2', '%3', '%4'])
    await runner.run(killPane('%1'))
    expect(await panes()).toEqual(['%0', '%2', '%3', '%4'])
    await runner.run(killSession('$0'))
    expect(await panes()).toEqual(['%4'])
  })

  it('is refused for what is gone, and for what is no id', async () => {
    await expect(runner.run(killPane('%77'))).rejects.toMatchObject({ message: expect.stringMatching(/%77/) })
    await expect(runner.run(killSession('$77'))).rejects.toMatchObject({ message: expect.stringMatching(/\$77/) })
    for (const hostile of ['one', '', '%', '%1;kill-server', '@0', ' %1', '%1\n'])
      expect(() => killPane(hostile)).toThrow()
    expect(await panes()).toHaveLength(5)
  })
})

describe('layouts', () => {
  it('tiles, and puts a saved layout back', async () => {
    const before = plainLayout(await runner.ask('@0', '#{window_layout}'))
    await runner.run(tileWindow('@0'))
    const tiled = plainLayout(await runner.ask('@0', '#{window_layout}'))
    expect(tiled).not.toBe(before)
    expect(cellsOf(parseLayout(tiled)).map(one => one.top)).toEqual([0, 0, 20])
    await runner.run(applyLayout('@0', before))
    expect(plainLayout(await runner.ask('@0', '#{window_layout}'))).toBe(before)
    await runner.run(applyLayout('@0', parseLayout(tiled)))
    expect(plainLayout(await runner.ask('@0', '#{window_layout}'))).toBe(tiled)
  })

  it('refuses what is no layout before tmux sees it', () => {
    expect(() => applyLayout('@0', 'even-horizontal')).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})
