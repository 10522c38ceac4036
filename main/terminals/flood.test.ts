import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../tmux/test-server'
import { HIGH } from './credit'
import { BATCH } from './outbox'
import { type Bench, createBench, createPage, textOf } from './test-page'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
})
afterAll(() => bench.end())

async function pane(script: string): Promise<string> {
  const id = await bench.server.tmux(
    'new-session',
    '-d',
    '-P',
    '-F',
    '#{pane_id}',
    '-x',
    '80',
    '-y',
    '24',
    '--',
    'sh',
    '-c',
    script,
  )
  await until(() => bench.tmux.clientOfPane(id), `a client for ${id}`)
  return id
}

/** About 15 MB, then a prompt. */
const FLOOD = 'read go; seq 1 2000000; echo flood is over; exec cat'

describe('a page that does not keep up', () => {
  it('gets no more than its window, does not hold up the program, and is right in the end', async () => {
    const id = await pane(FLOOD)
    const page = createPage(bench.terminals)
    const stream = await page.open(id)
    page.stalled = true
    page.type(stream.number, '\r')
    // The program ends though the page acknowledges nothing: tmux goes on reading.
    const screen = () => bench.server.tmux('capture-pane', '-p', '-t', id)
    await until(async () => (await screen()).includes('flood is over'), 'the end of the flood', 60_000)
    // The window, the batch that filled it, one snapshot.
    expect(stream.bytes).toBeLessThan(HIGH + BATCH + 100_000)
    page.stalled = false
    const over = () => stream.history === 1000 && textOf(stream.terminal).endsWith('flood is over')
    await until(over, 'a full snapshot of the end', 20_000)
    const lines = textOf(stream.terminal).split('\n')
    expect(lines.slice(-3)).toEqual(['1999999', '2000000', 'flood is over'])
    expect(lines[0]).toBe(String(2_000_000 - (lines.length - 2)))
    page.type(stream.number, 'still here\r')
    await until(() => textOf(stream.terminal).endsWith('still here\nstill here'))
    page.peer.end()
  }, 120_000)

  it('is not sent one snapshot after the other while its pane is resized', async () => {
    const id = await pane('seq 100000 102000; exec cat')
    const page = createPage(bench.terminals)
    const stream = await page.open(id)
    const one = stream.bytes
    page.stalled = true
    let sent = -1
    // Until nothing more comes though the pane changes.
    for (let width = 60; stream.bytes !== sent; width += 1) {
      sent = stream.bytes
      expect(sent).toBeLessThan(HIGH + 3 * one)
      for (let again = 0; again < 4; again += 1) {
        const cols = width + again * 20
        await bench.server.tmux('resize-window', '-t', id, '-x', String(cols))
        await until(() => bench.tmux.mirror.pane(id)?.width === cols)
      }
    }
    page.stalled = false
    await until(() => stream.terminal.cols === bench.tmux.mirror.pane(id)?.width, 'the last size')
    page.peer.end()
  }, 60_000)

  it('delays nobody else: keys in another pane are echoed while it floods', async () => {
    const flood = await pane('exec yes flood')
    const quiet = await pane('exec cat')
    const page = createPage(bench.terminals)
    const stalled = createPage(bench.terminals, true)
    await stalled.open(flood)
    stalled.stalled = true
    const typed = await page.open(quiet)
    const times: number[] = []
    for (let i = 0; i < 20; i += 1) {
      const before = typed.received
      const start = performance.now()
      page.type(typed.number, 'x')
      await until(() => typed.received > before, 'the echo', 2000)
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    expect(times[10]).toBeLessThan(500)
    stalled.peer.end()
    page.peer.end()
    await bench.server.tmux('kill-session', '-t', flood)
  }, 60_000)

  it('nobody looks at: tmux keeps its bytes to itself', async () => {
    const id = await pane('while :; do echo tick; sleep 0.02; done')
    const client = bench.tmux.clientOfPane(id)
    let paused = false
    let late = 0
    client?.onNotification(one => {
      if (one.kind === 'pause' && one.paneId === id) paused = true
    })
    client?.onOutput(pane => {
      if (pane === id && paused) late += 1
    })
    const page = createPage(bench.terminals)
    const stream = await page.open(id)
    await until(() => stream.received > 100)
    paused = false
    late = 0
    page.peer.close(stream.number)
    await until(() => paused, 'the pause')
    const ticks = async () => (await bench.server.tmux('display-message', '-p', '-t', id, '#{history_size}')) as string
    const before = await ticks()
    await until(async () => (await ticks()) !== before, 'the program to go on')
    expect(late).toBe(0)
    const again = await page.open(id)
    await until(() => again.received > 100, 'the stream to go on')
    page.peer.end()
  })
})
