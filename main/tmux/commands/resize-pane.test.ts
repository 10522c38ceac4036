import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plainLayout } from '../layout'
import { listClients, listObjects, readMirror } from '../list'
import { createTestServer } from '../test-server'
import { resizePane, unzoomPane, zoomPane } from './resize-pane'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, runAll, ask } = createRunner(server)

beforeAll(async () => {
  await server.tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', 'one', 'cat')
  await server.tmux('split-window', '-d', 'cat', ';', 'split-window', '-d', 'cat')
})

beforeEach(() => run(unzoomPane('%0')))

afterAll(() => server.end())

const zoomed = () => ask('@0', '#{?window_zoomed_flag,#{pane_id},no}')

/** As the product does it: by what the mirror says. */
async function zoom(id: string): Promise<number> {
  const state = readMirror(await run(listObjects()), await run(listClients()), new Set())
  const commands = zoomPane(state.panes.find(one => one.id === id)!, state.windows[0]!)
  await runAll(commands)
  return commands.length
}

describe('zoomPane and unzoomPane', () => {
  it('zoom this pane, whatever was zoomed before, and stay there', async () => {
    const layout = plainLayout(await ask('@0', '#{window_layout}'))
    await zoom('%1')
    expect(await zoomed()).toBe('%1')
    await zoom('%2')
    expect(await zoomed()).toBe('%2')
    expect(await zoom('%2')).toBe(0)
    expect(await zoomed()).toBe('%2')
    await run(unzoomPane('%1'))
    expect(await zoomed()).toBe('no')
    await run(unzoomPane('%1'))
    expect(await zoomed()).toBe('no')
    expect(plainLayout(await ask('@0', '#{window_layout}'))).toBe(layout)
  })

  it('zoom right also when the mirror is behind', async () => {
    await zoom('%1')
    await runAll(zoomPane({ id: '%1', active: false }, { zoomed: false }))
    expect(await zoomed()).toBe('%1')
    await runAll(zoomPane({ id: '%2', active: false }, { zoomed: true }))
    expect(await zoomed()).toBe('%2')
  })
})

describe('resizePane', () => {
  it('gives a pane a size', async () => {
    await run(resizePane('%0', 100, 17))
    expect(await ask('%0', '#{pane_height}')).toBe('17')
  })
})
