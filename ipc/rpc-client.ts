import type { CallIn, CallName, CallOut, TopicIn, TopicName, TopicOut } from './contract'
import { HostError } from './failure'
import type { HostPacket } from './packets'
import { createEmitter, type Undo, type Wire } from './wire'

/** The page's end: typed calls, subscriptions, and the raw frames of terminals. */
export interface HostClient {
  /** Rejects with a `HostError`; with code `disconnected` when the wire closed before the answer. */
  call<N extends CallName>(name: N, input: CallIn<N>): Promise<CallOut<N>>
  /** `onFailure` is called at most once, and then nothing more comes. */
  subscribe<N extends TopicName>(
    name: N,
    input: TopicIn<N>,
    onEvent: (event: TopicOut<N>) => void,
    onFailure?: (error: HostError) => void,
  ): Undo
  sendFrame(frame: Uint8Array): void
  onFrame(listener: (frame: Uint8Array) => void): Undo
  onClose(listener: () => void): Undo
  close(): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: HostError): void
}

interface Subscription {
  onEvent(event: unknown): void
  onFailure(error: HostError): void
}

function failed(packet: Extract<HostPacket, { t: 'fail' }>): HostError {
  return new HostError(packet.failure.code, packet.failure.message, packet.failure.detail)
}

export function createHostClient(wire: Wire): HostClient {
  const pending = new Map<number, Pending>()
  const subscriptions = new Map<number, Subscription>()
  const frames = createEmitter<Uint8Array>()
  let nextId = 1
  let open = true

  function receive(packet: HostPacket): void {
    const call = pending.get(packet.id)
    const subscription = subscriptions.get(packet.id)
    if (packet.t === 'event') return subscription?.onEvent(packet.out)
    pending.delete(packet.id)
    if (packet.t === 'ok') return call?.resolve(packet.out)
    subscriptions.delete(packet.id)
    const error = failed(packet)
    call?.reject(error)
    subscription?.onFailure(error)
  }

  wire.onMessage(message => {
    if (typeof message === 'string') receive(JSON.parse(message) as HostPacket)
    else frames.emit(message)
  })
  wire.onClose(() => {
    open = false
    for (const call of pending.values())
      call.reject(new HostError('disconnected', 'The connection to the host closed.'))
    pending.clear()
    subscriptions.clear()
  })

  return {
    call(name, input) {
      if (!open) return Promise.reject(new HostError('disconnected', 'There is no connection to the host.'))
      const id = nextId++
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
        wire.send(JSON.stringify({ t: 'call', id, name, in: input }))
      })
    },
    subscribe(name, input, onEvent, onFailure) {
      const id = nextId++
      subscriptions.set(id, { onEvent: onEvent as (event: unknown) => void, onFailure: onFailure ?? (() => {}) })
      if (open) wire.send(JSON.stringify({ t: 'sub', id, name, in: input }))
      return () => {
        if (subscriptions.delete(id) && open) wire.send(JSON.stringify({ t: 'unsub', id }))
      }
    },
    sendFrame(frame) {
      if (open) wire.send(frame)
    },
    onFrame: listener => frames.on(listener),
    onClose: listener => wire.onClose(listener),
    close: () => wire.close(),
  }
}
