import { afterEach, expect, test } from 'vitest'
import { decodeFrame } from '../../ipc/frames'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost } from './test-host'

/*
 * A page whose terminal is open while its server ends and comes back, again and again. The page does as the real one
 * (renderer/terminals/page-streams.ts): a stream that was closed or failed is opened again when a server is back.
 */

let t: TestHost
afterEach(() => t?.end())

function openStream() {
  const page = t.page()
  let state: 'none' | 'opening' | 'open' | 'closed' | 'failed' = 'none'
  let stream = -1
  let opened = 0
  const open = () => {
    state = 'opening'
    page.client.call('stream.open', { paneId: '%0', view: 'live' }).then(
      answer => {
        stream = answer.stream
        state = 'open'
        opened += 1
      },
      () => {
        state = 'failed'
      },
    )
  }
  page.client.onFrame(data => {
    const frame = decodeFrame(data)
    if (frame?.kind === 'closed' && frame.stream === stream) state = 'closed'
  })
  let server = ''
  page.client.subscribe('fleet', {}, () =>
    queueMicrotask(() => {
      const { kind } = page.fleet().server
      const back = kind === 'connected' && server !== 'connected'
      server = kind
      if (back && (state === 'closed' || state === 'failed' || state === 'none')) open()
    }),
  )
  return { opened: () => opened, state: () => state, text: () => page.screen(stream) }
}

const start = (name: string) =>
  until(() =>
    t.tmux('new-session', '-d', '-s', name, `echo I am ${name}; exec cat`).then(
      () => true,
      () => false,
    ),
  )

test('a terminal is open again after each of many ends of its server, however it ended', async () => {
  t = await createTestHost()
  const stream = openStream()
  const took: number[] = []
  for (let round = 0; round < 12; round += 1) {
    const began = performance.now()
    for (let n = 0; n <= round % 3; n += 1) await start(`s${round}-${n}`)
    await until(() => stream.opened() === round + 1 && stream.state() === 'open', `round ${round}: ${stream.state()}`)
    await until(() => stream.text().includes(`I am s${round}-0`), 'its own screen')
    took.push(performance.now() - began)
    const pid = Number(await t.tmux('display-message', '-p', '#{pid}'))
    if (round % 2) process.kill(pid, 'SIGKILL')
    else await t.tmux('kill-server')
    // At once, or when everybody knows it.
    if (round % 4 > 1) await until(() => stream.state() !== 'open', 'the end of the stream')
  }
  process.stderr.write(`a stream is back after ${took.map(Math.round).join(', ')} ms\n`)
  expect(t.errors).toEqual([])
}, 60_000)

test('a terminal of a new session opens as soon as a server that stood still goes on', async () => {
  t = await createTestHost()
  await t.tmux('new-session', '-d', '-s', 'base', 'exec cat')
  await t.followed()
  const { client, fleet } = t.page()
  const pid = Number(await t.tmux('display-message', '-p', '#{pid}'))
  const paneId = await t.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', '-s', 'late', 'exec cat')
  await until(() => fleet().panes.some(pane => pane.id === paneId), 'the new pane')
  process.kill(pid, 'SIGSTOP')
  const opening = client.call('stream.open', { paneId, view: 'live' })
  // Half a second of quiet, and more than the two seconds after which the attach was given up once.
  await new Promise(resolve => setTimeout(resolve, 3000))
  process.kill(pid, 'SIGCONT')
  const began = performance.now()
  await opening
  process.stderr.write(`opened ${Math.round(performance.now() - began)} ms after the server went on\n`)
  expect(t.errors).toEqual([])
})
