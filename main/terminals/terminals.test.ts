import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeAck, encodeInput } from '../../ipc/frames'
import { until } from '../tmux/test-server'
import { type Bench, createBench, createPage, type Page, textOf } from './test-page'
import { write } from './test-screen'

let bench: Bench
let page: Page

beforeAll(async () => {
  bench = await createBench()
  page = createPage(bench.terminals)
})
afterAll(() => bench.end())

/** A new session with one pane that runs this shell script; a second session keeps the server alive. */
async function pane(script: string, size = ['-x', '80', '-y', '24']): Promise<string> {
  const id = await bench.server.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, '--', 'sh', '-c', script)
  await until(() => bench.tmux.clientOfPane(id), `a client for ${id}`)
  return id
}

const capture = (id: string) => bench.server.tmux('capture-pane', '-p', '-t', id)

describe('a stream', () => {
  it('begins with what is on the screen and goes on with what is typed', async () => {
    const id = await pane('printf "hello\\n"; exec cat')
    await until(async () => (await capture(id)).includes('hello'))
    const stream = await page.open(id)
    expect(stream.snapshots).toBe(1)
    await until(() => textOf(stream.terminal).startsWith('hello'), 'the screen')
    page.type(stream.number, 'abc\r')
    await until(() => textOf(stream.terminal) === 'hello\nabc\nabc', 'the echo')
    expect(stream.snapshots).toBe(1)
    page.peer.close(stream.number)
  })

  it('opens also when the last one on its pane is closed in the same turn: a wire brings several calls at once', async () => {
    const id = await pane('printf "still here\\n"; exec cat')
    await until(async () => (await capture(id)).includes('still here'))
    let stream = await page.open(id)
    for (let again = 0; again < 3; again += 1) {
      const opening = page.open(id)
      page.peer.close(stream.number)
      stream = await opening
      await until(() => textOf(stream.terminal) === 'still here', 'the screen')
    }
    page.peer.close(stream.number)
  })

  it('loses and doubles nothing while its pane and its neighbours are busy, at each of 20 attaches', async () => {
    const counter = 'i=0; while :; do i=$((i+1)); echo "line $i end"; [ $((i % 50)) = 0 ] && sleep 0.01; done'
    const id = await pane(counter)
    for (let i = 0; i < 3; i += 1)
      await bench.server.tmux('split-window', '-d', '-t', id, 'while :; do seq 1 500; sleep 0.01; done')
    const neighbours = (await bench.server.tmux('list-panes', '-t', id, '-F', '#{pane_id}')).split('\n').slice(1)
    await bench.server.tmux('select-layout', '-t', id, 'tiled')
    // Drawing them in this process would starve the reading of tmux.
    const beside = createPage(bench.terminals, true)
    for (const neighbour of neighbours) await beside.open(neighbour)
    for (let attach = 0; attach < 20; attach += 1) {
      const stream = await page.open(id)
      await until(() => stream.received > 2000 || stream.snapshots > 1, 'output')
      page.peer.close(stream.number)
      await write(stream.terminal, '')
      const numbers = [...textOf(stream.terminal).matchAll(/^line (\d+) end$/gm)].map(match => Number(match[1]))
      expect(numbers.length).toBeGreaterThan(10)
      expect(numbers).toEqual(Array.from(numbers, (_, at) => (numbers[0] ?? 0) + at))
    }
    beside.peer.end()
    await bench.server.tmux('kill-session', '-t', id)
  }, 120_000)

  it('gets older history when asked, and says how much there is', async () => {
    const id = await pane('seq 1 1800; exec cat')
    await until(async () => (await capture(id)).includes('1800'))
    const stream = await page.open(id)
    expect(stream.history).toBe(1000)
    await page.peer.history(stream.number, 1500)
    await until(() => stream.snapshots === 2)
    expect(stream.history).toBe(1500)
    await until(() => textOf(stream.terminal).endsWith('\n1800'))
    expect(textOf(stream.terminal).split('\n')).toHaveLength(1500 + 23)
    page.peer.close(stream.number)
  })

  it('shows a tile without history', async () => {
    const id = await pane('seq 1 100; exec cat')
    await until(async () => (await capture(id)).includes('100'))
    const stream = await page.open(id, 'tile')
    expect(stream.history).toBe(0)
    await until(() => textOf(stream.terminal).endsWith('100'))
    expect(textOf(stream.terminal).split('\n')[0]).toBe('78')
    page.peer.close(stream.number)
  })

  it('lets a second viewer in without disturbing the first', async () => {
    const id = await pane('seq 1 100; exec cat')
    const first = await page.open(id)
    const second = await page.open(id, 'tile')
    page.type(first.number, 'both\r')
    await until(() => textOf(first.terminal).endsWith('both\nboth'))
    await until(() => textOf(second.terminal).endsWith('both\nboth'))
    expect([first.snapshots, second.snapshots]).toEqual([1, 1])
    page.peer.close(first.number)
    page.type(second.number, 'alone\r')
    await until(() => textOf(second.terminal).endsWith('alone\nalone'))
    page.peer.close(second.number)
  })

  it('gets a new snapshot when the pane is resized', async () => {
    const id = await pane('printf "wide"; exec cat')
    const stream = await page.open(id)
    await bench.server.tmux('resize-window', '-t', id, '-x', '50', '-y', '12')
    await until(() => stream.terminal.cols === 50 && stream.terminal.rows === 12, 'the new size')
    await until(() => textOf(stream.terminal) === 'wide')
    page.peer.close(stream.number)
  })

  it('stays after the program has ended, shows its last words, and is closed with the pane', async () => {
    const id = await pane('read x; echo "last words"; sleep 0.2; exit 3')
    await bench.server.tmux('set-option', '-p', '-t', id, 'remain-on-exit', 'on')
    const stream = await page.open(id)
    page.type(stream.number, '\r')
    await until(() => bench.tmux.mirror.pane(id)?.dead)
    await until(async () => {
      // "Pane is dead" is written when the status is known.
      await bench.server.reap()
      await bench.tmux.mirror.refresh()
      return /last words[\s\S]*dead/.test(textOf(stream.terminal))
    }, 'the final screen')
    expect(stream.closed).toBe(false)
    await bench.server.tmux('kill-pane', '-t', id)
    await until(() => stream.closed, 'the closed frame')
  })

  it('follows its pane into another session', async () => {
    const id = await pane('exec cat')
    const stream = await page.open(id)
    const before = bench.tmux.clientOfPane(id)
    await bench.server.tmux('move-window', '-d', '-s', id, '-t', '$0:')
    await until(() => bench.tmux.clientOfPane(id) && bench.tmux.clientOfPane(id) !== before)
    await until(() => stream.snapshots > 1)
    page.type(stream.number, 'moved\r')
    await until(() => textOf(stream.terminal).includes('moved\nmoved'))
    page.peer.close(stream.number)
  })

  it('goes on with a new snapshot when its client is replaced', async () => {
    const id = await pane('exec cat')
    const stream = await page.open(id)
    await bench.tmux.clientOfPane(id)?.close()
    await until(() => stream.snapshots > 1, 'a snapshot by the next client')
    page.type(stream.number, 'again\r')
    await until(() => textOf(stream.terminal).includes('again\nagain'))
    page.peer.close(stream.number)
  })
})

describe('what a page must not do', () => {
  it('changes nothing by bad frames and by streams of others', async () => {
    const id = await pane('exec cat')
    const stream = await page.open(id)
    const stranger = createPage(bench.terminals)
    stranger.peer.onFrame(encodeInput(stream.number, Buffer.from('stolen')))
    stranger.peer.close(stream.number)
    await expect(stranger.peer.history(stream.number, 10)).rejects.toMatchObject({ code: 'bad-input' })
    for (const bad of [[], [16], [99, 0, 0, 0, 1], [1, 0, 0, 0, stream.number, 65], [17, 0, 0, 0, stream.number, 1]])
      page.peer.onFrame(Uint8Array.from(bad))
    page.peer.onFrame(encodeAck(4_000_000, 5))
    page.type(stream.number, 'own\r')
    await until(() => textOf(stream.terminal) === 'own\nown')
    page.peer.close(stream.number)
  })

  it('opens no pane that does not exist', async () => {
    await expect(page.peer.open('%999999', 'live')).rejects.toMatchObject({ code: 'no-such-pane' })
  })
})
