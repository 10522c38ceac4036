import { spawn } from 'node-pty'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planWindows, tiles } from '../plan-windows'
import { createTestServer, until } from '../test-server'
import { parseCreated } from './created'
import { newWindow, replaceWindow } from './new-window'
import { tileWindow } from './select-layout'
import { splitWindow } from './split-window'
import { startOptions, startWords } from './start'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, ask } = createRunner(server)
const start = { folder: '/', environment: {}, argv: ['sleep', '300'] }

beforeAll(async () => {
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'one', 'cat')
  await server.tmux('set-option', '-g', 'base-index', '1')
})

afterAll(() => server.end())

describe('newWindow', () => {
  it('makes a window in the background, at the next index', async () => {
    const made = parseCreated(await run(newWindow('$0', start, 'a.b:c #(id) ü')))
    expect(await ask(made.paneId, '#{window_name}|#{window_index}|#{window_active}|#{pane_current_path}')).toBe(
      `a.b:c #(id) ü|${made.windowIndex}|0|/`,
    )
    expect(await ask('$0', '#{window_id}')).toBe('@0')
  })

  it('changes neither the size nor the current window of an attached client', async () => {
    const child = spawn('tmux', ['-u', '-L', server.target.socket ?? '', 'attach', '-t', 'one'], { cols: 91, rows: 31 })
    child.onData(() => undefined)
    const gone = new Promise(resolve => child.onExit(resolve))
    try {
      await until(async () => (await ask('@0', '#{window_width}')) === '91')
      const made = parseCreated(await run(newWindow('$0', start)))
      await run(splitWindow(made.paneId, start))
      await run(tileWindow(made.windowId))
      expect(await ask('@0', '#{window_width}x#{window_height} #{window_active} #{window_panes}')).toBe('91x30 1 1')
      expect(await ask(made.windowId, '#{window_width}x#{window_height} #{window_panes}')).toBe('91x30 2')
    } finally {
      child.kill()
      await gone
    }
  })

  it('is refused for a session that is gone', async () => {
    await expect(run(newWindow('$99', start))).rejects.toMatchObject({ message: expect.stringMatching(/\$99/) })
  })
})

describe('replaceWindow', () => {
  it('takes the place of one window among several', async () => {
    const old = parseCreated(await run(newWindow('$0', start)))
    const made = parseCreated(await run(replaceWindow(old.windowId, start)))
    expect(made.windowIndex).toBe(old.windowIndex)
    expect((await server.tmux('list-windows', '-a', '-F', '#{window_id}')).split('\n')).not.toContain(old.windowId)
    expect(await ask('$0', '#{window_id}')).toBe('@0')
  })
})

describe('start', () => {
  it('refuses what a shell would read and variables that are none', () => {
    expect(() => startWords({ argv: ['sleep 300'] })).toThrow(/shell/)
    expect(() => startWords({ argv: [] })).toThrow(/shell/)
    for (const name of ['', 'A B', 'A=B', '1A', 'é'])
      expect(() => startOptions({ folder: '/', environment: { [name]: 'x' } })).toThrow(/no name/)
  })
})

describe('splitWindow with tileWindow', () => {
  it('fits fifty panes into 80x24', async () => {
    const made = parseCreated(await run(newWindow('$0', start)))
    for (let i = 1; i < 50; i += 1) {
      await run(splitWindow(made.paneId, start))
      await run(tileWindow(made.windowId))
    }
    expect(await ask(made.windowId, '#{window_panes}')).toBe('50')
  })

  it('is refused without tiling, in words, when the pane is too small', async () => {
    const made = parseCreated(await run(newWindow('$0', start)))
    const fill = async () => {
      for (let i = 0; i < 40; i += 1) await run(splitWindow(made.paneId, start))
    }
    await expect(fill()).rejects.toMatchObject({ message: expect.stringMatching(/no space for (?:a )?new pane/) })
  })

  it('gives the sizes that planWindows reckons with', async () => {
    const [plan] = planWindows(9, { width: 80, height: 24, detached: true })
    const { width = 0, height = 0 } = plan?.size ?? {}
    await server.tmux('new-session', '-d', '-x', String(width), '-y', String(height), '-s', 'sized', 'cat')
    for (let panes = 2; panes <= 9; panes += 1) {
      await server.tmux('split-window', '-t', 'sized', 'cat')
      await server.tmux('select-layout', '-t', 'sized', 'tiled')
      const { rows, columns } = tiles(panes)
      const sizes = (await server.tmux('list-panes', '-t', 'sized', '-F', '#{pane_width} #{pane_height}')).split('\n')
      const least = (at: number) => Math.min(...sizes.map(one => Number(one.split(' ')[at])))
      expect([panes, least(0), least(1)]).toEqual([
        panes,
        Math.floor((width - (columns - 1)) / columns),
        Math.floor((height - (rows - 1)) / rows),
      ])
    }
  })
})
