import { describe, expect, it, vi } from 'vitest'
import type { Calls } from './contract'
import { calls, topics } from './contract'
import { HostError } from './failure'
import { createHostClient } from './rpc-client'
import { type Handlers, type Sources, serveWire } from './rpc-server'
import { DEFAULT_SETTINGS } from './settings'
import { createWirePair, type WireMessage } from './wire'

const refuse = () => {
  throw new HostError('refused', 'not in this test')
}

/** A host of which every call refuses but those given. */
function host(over: Partial<Handlers<string>> = {}, overSources: Partial<Sources<string>> = {}) {
  const handlers = Object.fromEntries(Object.keys(calls).map(name => [name, refuse])) as unknown as Handlers<string>
  const sources: Sources<string> = {
    fleet: () => () => {},
    settings: () => () => {},
    acts: () => () => {},
    act: () => () => {},
    finish: () => () => {},
    checkpoints: () => () => {},
    restore: () => () => {},
    recovery: () => () => {},
    ...overSources,
  }
  const [page, own] = createWirePair()
  const frames: Uint8Array[] = []
  const trouble = vi.fn()
  serveWire(own, {
    handlers: { ...handlers, ...over },
    sources,
    peer: 'page',
    onFrame: frame => frames.push(frame),
    onTrouble: trouble,
  })
  return { client: createHostClient(page), page, own, frames, trouble }
}

describe('calls', () => {
  it('give the answer of the handler, which sees parsed input and its peer', async () => {
    const seen: unknown[] = []
    const { client } = host({
      'agentTypes.list': (input, peer) => {
        seen.push(input, peer)
        return { types: [] }
      },
    })
    expect(await client.call('agentTypes.list', {})).toEqual({ types: [] })
    expect(seen).toEqual([{ refresh: false }, 'page'])
  })

  it('bring a failure back with code, message and detail', async () => {
    const { client, trouble } = host({
      'session.rename': () => {
        throw new HostError('name-taken', 'There is a session api already.', 'Choose another name.')
      },
    })
    const error = await client.call('session.rename', { sessionId: '$1', name: 'api' }).catch(e => e)
    expect(error).toBeInstanceOf(HostError)
    expect(error.toFailure()).toEqual({
      code: 'name-taken',
      message: 'There is a session api already.',
      detail: 'Choose another name.',
    })
    expect(trouble).not.toHaveBeenCalled()
  })

  it('report a bug as internal, and to the log', async () => {
    const { client, trouble } = host({
      'app.info': () => {
        throw new TypeError('oops')
      },
    })
    await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'internal', message: 'oops' })
    expect(trouble).toHaveBeenCalledOnce()
  })

  it.each([
    ['session.rename', { sessionId: '$1; kill-server', name: 'x' }],
    ['session.rename', { sessionId: '$1', name: 'a.b' }],
    ['session.rename', { sessionId: '$1', name: 'a\nb' }],
    ['session.rename', { sessionId: '$1', name: '' }],
    ['pane.zoom', { paneId: '%x', zoomed: true }],
    ['kill.now', { target: { kind: 'fleet' }, endShared: true }],
    ['settings.set', { patch: { terminalFontSize: 5000 } }],
    ['session.create', { name: 'a', folder: '/', createFolder: false, agents: [{ type: 'cc', count: 101 }] }],
    [
      'session.create',
      {
        name: 'a',
        folder: '/',
        createFolder: false,
        agents: [
          { type: 'cc', count: 50 },
          { type: 'cod', count: 50 },
          { type: 'x', count: 1 },
        ],
      },
    ],
    ['stream.open', null],
  ] as [keyof Calls, unknown][])('%s refuses %j before the handler sees it', async (name, input) => {
    const handler = vi.fn()
    const { client } = host({ [name]: handler })
    await expect(client.call(name, input as never)).rejects.toMatchObject({ code: 'bad-input' })
    expect(handler).not.toHaveBeenCalled()
  })

  it('refuse names that are not in the contract, those of Object included', async () => {
    const { client } = host()
    for (const name of ['nothing', 'constructor', '__proto__', 'toString'])
      await expect(client.call(name as 'app.info', {})).rejects.toMatchObject({ code: 'unknown-call' })
  })

  it('end with disconnected when the wire closes', async () => {
    const { client, own } = host({ 'app.info': () => new Promise<never>(() => {}) })
    const answer = client.call('app.info', {})
    own.close()
    await expect(answer).rejects.toMatchObject({ code: 'disconnected' })
    await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('that throw where no answer is awaited end nothing: the trouble is logged, the next call answered', async () => {
    const { client, page, trouble } = host(
      { 'app.info': () => ({}) as never },
      {
        fleet: () => {
          throw new Error('a bug')
        },
        settings: () => {
          throw new HostError('no-server', 'gone')
        },
      },
    )
    const failures: string[] = []
    client.subscribe(
      'fleet',
      {},
      () => {},
      error => failures.push(error.code),
    )
    client.subscribe(
      'settings',
      {},
      () => {},
      error => failures.push(error.code),
    )
    page.send(JSON.stringify({ t: 'sub', id: 77, name: 'acts', in: {} }))
    page.send(JSON.stringify({ t: 'sub', id: 77, name: 'acts', in: {} }))
    expect(await client.call('app.info', {})).toEqual({})
    expect(failures).toEqual(['internal', 'no-server'])
    expect(trouble.mock.calls.map(([what]) => what)).toEqual(['fleet'])
  })

  it('survive messages that are no packets', async () => {
    const { client, page, trouble } = host({ 'agentTypes.list': () => ({ types: [] }) })
    for (const bad of [
      '',
      '{',
      'null',
      '[]',
      '{"t":"call"}',
      '{"t":"call","id":1.5,"name":"x"}',
      '{"t":"boom","id":1}',
    ])
      page.send(bad)
    expect(await client.call('agentTypes.list', {})).toEqual({ types: [] })
    expect(trouble).toHaveBeenCalledTimes(7)
  })
})

describe('subscriptions', () => {
  it('send what the source sends until undone', async () => {
    let push: (text: string) => void = () => {}
    const undone = vi.fn()
    const { client } = host(
      { 'app.info': refuse },
      {
        acts: send => {
          push = command => send({ command })
          send({ hello: true })
          return undone
        },
      },
    )
    const seen: unknown[] = []
    const undo = client.subscribe('acts', {}, event => seen.push(event))
    await vi.waitFor(() => expect(seen).toEqual([{ hello: true }]))
    push('a')
    await vi.waitFor(() => expect(seen).toHaveLength(2))
    undo()
    await vi.waitFor(() => expect(undone).toHaveBeenCalledOnce())
    push('b')
    await client.call('app.info', {}).catch(() => {})
    expect(seen).toHaveLength(2)
  })

  it('are undone when the wire closes', async () => {
    const undone = vi.fn()
    const { client, own } = host(
      {},
      {
        settings: send => {
          send(DEFAULT_SETTINGS)
          return undone
        },
      },
    )
    const seen = vi.fn()
    client.subscribe('settings', {}, seen)
    await vi.waitFor(() => expect(seen).toHaveBeenCalled())
    own.close()
    expect(undone).toHaveBeenCalledOnce()
  })

  it('fail for an unknown topic', async () => {
    const { client } = host()
    const failure = vi.fn()
    client.subscribe('nothing' as 'acts', {}, () => {}, failure)
    await vi.waitFor(() => expect(failure).toHaveBeenCalledOnce())
    expect(failure.mock.calls[0]?.[0]).toMatchObject({ code: 'unknown-call' })
  })
})

describe('frames', () => {
  it('that the host cannot bear end nothing', async () => {
    const [page, own] = createWirePair()
    const onTrouble = vi.fn()
    const handlers = { 'app.info': () => ({ version: '1' }) } as unknown as Handlers<null>
    const onFrame = () => {
      throw new Error('a bug')
    }
    serveWire(own, { handlers, sources: {} as Sources<null>, peer: null, onFrame, onTrouble })
    page.send(new Uint8Array([1]))
    expect(await createHostClient(page).call('app.info', {})).toEqual({ version: '1' })
    expect(onTrouble.mock.calls.map(([what]) => what)).toEqual(['frame'])
  })

  it('go beside packets in both directions, in order', async () => {
    const { client, own, frames } = host({ 'app.info': refuse })
    const seen: WireMessage[] = []
    client.onFrame(frame => seen.push(frame))
    own.send(new Uint8Array([1, 2]))
    own.send(new Uint8Array([3]))
    client.sendFrame(new Uint8Array([9]))
    await client.call('app.info', {}).catch(() => {})
    expect(seen).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])])
    expect(frames).toEqual([new Uint8Array([9])])
  })
})

describe('the contract', () => {
  it('gives every call and topic an input and an output', () => {
    for (const entry of [...Object.values(calls), ...Object.values(topics)]) {
      expect(entry.in).toBeDefined()
      expect(entry.out).toBeDefined()
    }
  })
})
