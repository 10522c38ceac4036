import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../ipc/frames'
import { ACK_EVERY, createStreams, type StreamSink, type StreamStatus } from './streams'
import { closedFrame, delivered, outputFrame, snapshotFrame, testConnections } from './test-host'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (words: string) => new TextEncoder().encode(words)

/** Records what comes; parsing is done when the test says so. */
function recorder() {
  const seen: string[] = []
  const statuses: StreamStatus['kind'][] = []
  const unparsed: (() => void)[] = []
  const sink: StreamSink = {
    snapshot(snapshot: Snapshot, parsed) {
      seen.push(`snapshot ${text(snapshot.bytes)}`)
      unparsed.push(parsed)
    },
    output(data, parsed) {
      seen.push(`output ${text(data).slice(0, 20)}`)
      unparsed.push(parsed)
    },
    status: status => statuses.push(status.kind),
  }
  return { sink, seen, statuses, unparsed, parseAll: () => unparsed.splice(0).forEach(parsed => parsed()) }
}

async function opened() {
  const connections = testConnections()
  const host = connections.connect()
  const streams = createStreams(connections.onConnect)
  const record = recorder()
  const stream = streams.open('%1', 'live', record.sink)
  await delivered()
  host.answer(host.calls[0]!, { stream: 7 })
  await delivered()
  return { connections, host, streams, stream, ...record }
}

describe('opening', () => {
  it('asks for the pane and delivers what comes on its number', async () => {
    const { host, seen, statuses } = await opened()
    expect(host.calls[0]).toMatchObject({ name: 'stream.open', in: { paneId: '%1', view: 'live' } })
    host.send(snapshotFrame(7, 'a'))
    host.send(outputFrame(7, 'b'))
    host.send(outputFrame(8, 'of another'))
    await delivered()
    expect(seen).toEqual(['snapshot a', 'output b'])
    expect(statuses).toEqual(['opening', 'open'])
  })

  it('keeps the frames that come before the answer, in order', async () => {
    const connections = testConnections()
    const host = connections.connect()
    const { sink, seen } = recorder()
    createStreams(connections.onConnect).open('%1', 'tile', sink)
    await delivered()
    host.send(snapshotFrame(3, 'early'))
    host.send(outputFrame(3, 'next'))
    await delivered()
    expect(seen).toEqual([])
    host.answer(host.calls[0]!, { stream: 3 })
    host.send(outputFrame(3, 'last'))
    await delivered()
    expect(seen).toEqual(['snapshot early', 'output next', 'output last'])
  })

  it('tells why it failed, and tries again when told to', async () => {
    const connections = testConnections()
    const host = connections.connect()
    const streams = createStreams(connections.onConnect)
    const { sink, statuses } = recorder()
    streams.open('%1', 'live', sink)
    await delivered()
    host.refuse(host.calls[0]!, 'no-such-pane', 'gone')
    await delivered()
    expect(statuses).toEqual(['opening', 'failed'])
    streams.retry()
    await delivered()
    expect(host.calls).toHaveLength(2)
    streams.retry()
    await delivered()
    expect(host.calls, 'an opening one is left alone').toHaveLength(2)
  })

  it('closes what was closed while it was being opened', async () => {
    const connections = testConnections()
    const host = connections.connect()
    const { sink, seen } = recorder()
    const stream = createStreams(connections.onConnect).open('%1', 'live', sink)
    await delivered()
    stream.close()
    host.answer(host.calls[0]!, { stream: 4 })
    host.send(snapshotFrame(4, 'late'))
    await delivered()
    expect(host.calls[1]).toMatchObject({ name: 'stream.close', in: { stream: 4 } })
    expect(seen).toEqual([])
  })
})

describe('credit', () => {
  it('acks what was parsed, not what has come, every 5 KB', async () => {
    const { host, unparsed } = await opened()
    host.send(snapshotFrame(7, 'x'.repeat(2000)))
    host.send(outputFrame(7, 'y'.repeat(2999)))
    host.send(outputFrame(7, 'z'))
    await delivered()
    expect(host.frames).toEqual([])
    unparsed[0]?.()
    unparsed[1]?.()
    await delivered()
    expect(host.frames).toEqual([])
    unparsed[2]?.()
    await delivered()
    expect(host.frames).toEqual([{ kind: 'ack', stream: 7, count: ACK_EVERY }])
  })

  it('counts nothing of an earlier connection', async () => {
    const { connections, host, unparsed } = await opened()
    host.send(outputFrame(7, 'y'.repeat(9000)))
    await delivered()
    host.close()
    const next = connections.connect()
    await delivered()
    next.answer(next.calls[0]!, { stream: 1 })
    await delivered()
    unparsed[0]?.()
    await delivered()
    expect(next.frames).toEqual([])
  })
})

describe('losing and ending', () => {
  it('opens again on a new connection, with the new number', async () => {
    const { connections, host, statuses, seen } = await opened()
    host.close()
    expect(statuses.at(-1)).toBe('lost')
    const next = connections.connect()
    await delivered()
    next.answer(next.calls[0]!, { stream: 2 })
    next.send(outputFrame(7, 'old number'))
    next.send(snapshotFrame(2, 'fresh'))
    await delivered()
    expect(seen).toEqual(['snapshot fresh'])
    expect(statuses).toEqual(['opening', 'open', 'lost', 'opening', 'open'])
  })

  it('is closed with its pane, and opened again by retry', async () => {
    const { host, streams, statuses } = await opened()
    host.send(closedFrame(7))
    await delivered()
    expect(statuses.at(-1)).toBe('closed')
    streams.retry()
    await delivered()
    expect(host.calls.filter(call => call.name === 'stream.open')).toHaveLength(2)
  })

  it('closes once, and stays closed on a new connection', async () => {
    const { connections, host, stream } = await opened()
    stream.close()
    stream.close()
    await delivered()
    expect(host.calls.filter(call => call.name === 'stream.close')).toHaveLength(1)
    host.close()
    const next = connections.connect()
    await delivered()
    expect(next.calls).toEqual([])
  })

  it('lets go of the connection when disposed', async () => {
    const { host, streams, seen } = await opened()
    streams.dispose()
    host.send(outputFrame(7, 'x'))
    await delivered()
    expect(seen).toEqual([])
    expect(host.calls.at(-1)?.name).toBe('stream.close')
  })
})

describe('input', () => {
  it('is sent on the stream', async () => {
    const { host, stream } = await opened()
    expect(stream.input(bytes('ls\r'))).toBe(true)
    await delivered()
    expect(host.frames).toEqual([{ kind: 'input', stream: 7, bytes: bytes('ls\r') }])
  })

  it('waits while the stream is being opened, within bounds', async () => {
    const connections = testConnections()
    const host = connections.connect()
    const stream = createStreams(connections.onConnect).open('%1', 'live', recorder().sink)
    expect(stream.input(bytes('a'))).toBe(true)
    expect(stream.input(bytes('x'.repeat(5000)))).toBe(false)
    await delivered()
    host.answer(host.calls[0]!, { stream: 5 })
    await delivered()
    expect(host.frames).toEqual([{ kind: 'input', stream: 5, bytes: bytes('a') }])
  })

  it('typed into the void never arrives later', async () => {
    const { connections, host, stream } = await opened()
    host.close()
    expect(stream.input(bytes('rm'))).toBe(false)
    const next = connections.connect()
    await delivered()
    next.answer(next.calls[0]!, { stream: 1 })
    await delivered()
    expect(next.frames).toEqual([])
  })

  it('asks for history on its own stream', async () => {
    const { host, stream } = await opened()
    void stream.history(800)
    await delivered()
    expect(host.calls.at(-1)).toMatchObject({ name: 'stream.history', in: { stream: 7, lines: 800 } })
  })
})
