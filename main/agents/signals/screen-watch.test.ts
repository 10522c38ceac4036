import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../log/log'
import { createTmux } from '../../tmux/server'
import { createTestServer, type TestServer, until } from '../../tmux/test-server'
import type { Tmux } from '../../tmux/types'
import { createScreenWatch, type Glance, isDue, type Pace } from './screen-watch'

let server: TestServer
let tmux: Tmux
beforeEach(async () => {
  server = createTestServer()
  await server.tmux('new-session', '-d', '-x', '40', '-y', '5', 'cat')
  await server.tmux('split-window', '-h', 'cat')
  tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
  await until(() => tmux.status().kind === 'connected' && tmux.mirror.state().panes.length === 2, 'two panes')
})
afterEach(async () => {
  await tmux.close()
  await server.end()
})

test('a pane is captured when something was written since, also within the same second, and not when it is quiet', () => {
  expect(isDue(0, 0, 400, 10_000)).toBe(true)
  expect(isDue(9_300, 9_000, 400, 9_500)).toBe(false)
  expect(isDue(9_300, 9_000, 400, 9_800)).toBe(true)
  // The last capture was in a later second than the last output: nothing can have been missed.
  expect(isDue(10_100, 9_000, 400, 60_000)).toBe(false)
})

test('without panes to watch tmux is asked nothing; with them all are listed at once and the screens told', async () => {
  let asked = 0
  const panes = new Map<string, Pace>()
  const screens = new Map<string, string[]>()
  let glances: readonly Glance[] = []
  const request: Tmux['request'] = asking => {
    asked += 1
    return tmux.request(asking)
  }
  const counted = { ...tmux, request }
  const watch = createScreenWatch({
    ...{ tmux: counted, panes: () => panes, log: silentLog },
    onScreen: (id, screen) => void screens.set(id, [...(screens.get(id) ?? []), screen.rows[0]?.text ?? '']),
    onGlances: list => {
      glances = list
    },
  })
  const [first, second] = tmux.mirror.state().panes.map(pane => pane.id) as [string, string]
  watch.follow()
  watch.lookSoon(first)
  await new Promise(resolve => setTimeout(resolve, 400))
  expect(asked).toBe(0)
  panes.set(first, 'quick')
  watch.follow()
  await until(() => screens.get(first), 'a first screen')
  await server.tmux('send-keys', '-t', first, 'hello')
  await until(() => screens.get(first)?.at(-1) === 'hello', 'what was typed')
  expect(glances).toMatchObject([{ paneId: first }])
  expect(screens.has(second)).toBe(false)
  // Quiet: captures end, looks go on.
  const settled = await until(async () => {
    const before = screens.get(first)?.length ?? 0
    await new Promise(resolve => setTimeout(resolve, 1200))
    return screens.get(first)?.length === before ? before : 0
  }, 'no more captures')
  watch.lookSoon(first)
  await until(() => (screens.get(first)?.length ?? 0) > settled, 'the one that was asked for')
  panes.clear()
  watch.follow()
  const last = asked
  await new Promise(resolve => setTimeout(resolve, 400))
  expect(asked).toBe(last)
  watch.close()
})

test('no capture leaves a buffer behind', async () => {
  const watch = createScreenWatch({ tmux, panes: () => new Map(), onScreen() {}, onGlances() {}, log: silentLog })
  const [first = ''] = tmux.mirror.state().panes.map(pane => pane.id)
  const screen = await watch.read(first)
  expect(screen).toMatchObject({ width: 20, height: 5, cursor: { x: 0, y: 0 } })
  expect(await watch.read('%999')).toBeNull()
  expect(await server.tmux('list-buffers')).toBe('')
  watch.close()
})
