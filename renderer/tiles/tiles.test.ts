import { describe, expect, it, vi } from 'vitest'
import { createStreams } from '../terminals/streams'
import { delivered, outputFrame, snapshotFrame, testConnections } from '../terminals/test-host'
import type { ToWorker } from './protocol'
import { createTiles, type WorkerPort } from './tiles'

vi.mock('@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url', () => ({
  default: 'f',
}))
vi.mock('@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2?url', () => ({ default: 's' }))
vi.mock('@fontsource/noto-sans-symbols/files/noto-sans-symbols-symbols-400-normal.woff2?url', () => ({ default: 'd' }))

const box = { width: 100, height: 50, maxFont: 13 }

async function setup() {
  const connections = testConnections()
  const host = connections.connect()
  const sent: ToWorker[] = []
  const worker: WorkerPort = { postMessage: message => sent.push(message), onmessage: null }
  const tiles = createTiles(worker, createStreams(connections.onConnect), () => '3.3a')
  const canvas = { transferControlToOffscreen: () => ({}) } as unknown as HTMLCanvasElement
  const tile = tiles.create('%1', canvas, box)
  const parsed = (chunks: number) =>
    worker.onmessage?.({ data: { t: 'parsed', tile: 1, chunks } } as MessageEvent<never>)
  await delivered()
  return { host, sent, tile, parsed, kinds: () => sent.map(message => message.t) }
}

describe('tiles', () => {
  it('a tile that nobody sees has no stream', async () => {
    const { host, tile, sent } = await setup()
    expect(host.calls).toEqual([])
    expect(sent).toMatchObject([{ t: 'add', tile: 1, serverVersion: '3.3a', box }])
    tile.setVisible(true)
    tile.setVisible(true)
    await delivered()
    expect(host.calls).toMatchObject([{ name: 'stream.open', in: { paneId: '%1', view: 'tile' } }])
    host.answer(host.calls[0]!, { stream: 1 })
    await delivered()
    tile.setVisible(false)
    await delivered()
    expect(host.calls.at(-1)).toMatchObject({ name: 'stream.close', in: { stream: 1 } })
    expect(sent.at(-1)).toEqual({ t: 'rest', tile: 1 })
  })

  it('hands frames to the worker and acks what it has parsed', async () => {
    const { host, tile, parsed, kinds } = await setup()
    tile.setVisible(true)
    await delivered()
    host.answer(host.calls[0]!, { stream: 1 })
    host.send(snapshotFrame(1, 'x'.repeat(4000)))
    host.send(outputFrame(1, 'y'.repeat(4000)))
    await delivered()
    expect(kinds()).toEqual(['add', 'snapshot', 'output'])
    expect(tile.store.getState()).toMatchObject({ drawn: true, status: { kind: 'open' } })
    parsed(1)
    await delivered()
    expect(host.frames).toEqual([])
    parsed(1)
    await delivered()
    expect(host.frames).toEqual([{ kind: 'ack', stream: 1, count: 8000 }])
  })

  it('ends for good', async () => {
    const { host, tile, sent, parsed } = await setup()
    tile.setVisible(true)
    await delivered()
    tile.dispose()
    host.answer(host.calls[0]!, { stream: 1 })
    await delivered()
    expect(host.calls.at(-1)?.name).toBe('stream.close')
    expect(sent.at(-1)).toEqual({ t: 'remove', tile: 1 })
    parsed(3)
  })
})
