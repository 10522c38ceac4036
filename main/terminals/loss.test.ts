import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../tmux/test-server'
import { type Bench, createBench, createPage, textOf } from './test-page'

let bench: Bench

beforeEach(async () => {
  bench = await createBench()
})
afterEach(() => bench.end())

async function pane(script: string): Promise<string> {
  const size = ['-x', '80', '-y', '24']
  const id = await bench.server.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, '--', 'sh', '-c', script)
  await until(() => bench.tmux.clientOfPane(id), `a client for ${id}`)
  return id
}

describe('streams and the world around them', () => {
  it('are closed when the server is gone, and can be opened again on the next one', async () => {
    const page = createPage(bench.terminals)
    const streams = [await page.open('%0'), await page.open('%0', 'tile')]
    process.kill(await bench.server.pid(), 'SIGKILL')
    await until(() => streams.every(stream => stream.closed), 'the closed frames')
    await expect(page.peer.open('%0', 'live')).rejects.toMatchObject({ name: 'HostError' })
    await bench.server.tmux('new-session', '-d', 'printf back; exec cat')
    await until(() => bench.tmux.clientOfPane('%0'), 'a client of the new server')
    const again = await page.open('%0')
    await until(() => textOf(again.terminal) === 'back')
  })

  it('of a window that is linked into two sessions come from one client, once', async () => {
    const id = await pane('exec cat')
    await bench.server.tmux('link-window', '-s', id, '-t', '$0:5')
    await until(() => bench.tmux.mirror.state().sessions.filter(one => one.windows.length > 1).length === 1)
    const page = createPage(bench.terminals)
    const stream = await page.open(id)
    for (let i = 0; i < 20; i += 1) page.type(stream.number, `word ${i}\r`)
    const expected = Array.from({ length: 20 }, (_, i) => `word ${i}`)
    const printed = () => textOf(stream.terminal).split('\n')
    await until(() => printed().length >= 40, 'all echoes')
    expect(printed().sort()).toEqual([...expected, ...expected].sort())
    page.peer.end()
  })

  it('of one page end with it, also those that are just being opened', async () => {
    const id = await pane('while :; do echo tick; sleep 0.01; done')
    const page = createPage(bench.terminals)
    const other = createPage(bench.terminals)
    const kept = await other.open(id)
    const opening = page.peer.open(id, 'live')
    page.peer.end()
    await expect(opening).rejects.toMatchObject({ name: 'HostError' })
    const before = kept.received
    await until(() => kept.received > before + 200, 'the other page’s output')
    expect(page.streams.size).toBe(0)
    other.peer.end()
  })

  it('are closed with the terminals', async () => {
    const page = createPage(bench.terminals)
    const stream = await page.open('%0')
    bench.terminals.close()
    expect(stream.closed).toBe(true)
  })

  it('show a character whole that was cut in two by the snapshot', async () => {
    // Each write ends inside a character, so that most attaches meet half of one.
    const script =
      'stty raw -echo; while :; do printf "\\346\\227"; sleep 0.005; printf "\\245\\r\\n\\346"; sleep 0.005; printf "\\227\\245\\r\\n"; done'
    const id = await pane(script)
    const page = createPage(bench.terminals)
    for (let attach = 0; attach < 12; attach += 1) {
      const stream = await page.open(id)
      await until(() => stream.received > 60, 'output')
      page.peer.close(stream.number)
      const first = Buffer.concat(stream.output)[0] ?? 0
      expect((first & 0xc0) === 0x80 && stream.snapshots === 1).toBe(false)
    }
  })
})
