import { type CallName, type CallOut, type CallParsed, calls, type TopicName, type TopicOut, topics } from './contract'
import { type Failure, HostError, toFailure } from './failure'
import { ClientPacket, type HostPacket } from './packets'
import type { Undo, Wire } from './wire'

/** One line a call: the composition in `main/host` gives an object of this type. */
export type Handlers<Peer> = { [N in CallName]: (input: CallParsed<N>, peer: Peer) => Promise<CallOut<N>> | CallOut<N> }

/** A topic's source: sends the full state at once, then what changes, until undone. */
export type Sources<Peer> = { [N in TopicName]: (send: (event: TopicOut<N>) => void, peer: Peer) => Undo }

export interface RpcOptions<Peer> {
  readonly handlers: Handlers<Peer>
  readonly sources: Sources<Peer>
  readonly peer: Peer
  /** Called for every frame of bytes; a bad one is the callee's to refuse. */
  onFrame(frame: Uint8Array): void
  /** For the log: failures that are bugs (`internal`) and packets that could not be read. */
  onTrouble(what: string, error: unknown): void
}

/** Packets larger than this are refused before parsing: the largest honest one is a paste of 16 MB, escaped. */
const MAX_PACKET_CHARS = 40_000_000

/** Serves one page over one wire. Returns its undo, which ends all subscriptions. */
export function serveWire<Peer>(wire: Wire, options: RpcOptions<Peer>): Undo {
  const { handlers, sources, peer, onTrouble } = options
  const subscriptions = new Map<number, Undo>()

  const send = (packet: HostPacket) => wire.send(JSON.stringify(packet))
  const fail = (id: number, failure: Failure) => send({ t: 'fail', id, failure })

  async function answer(id: number, name: string, input: unknown): Promise<void> {
    if (!Object.hasOwn(calls, name)) return fail(id, { code: 'unknown-call', message: `There is no call ${name}.` })
    const call = name as CallName
    const parsed = calls[call].in.safeParse(input)
    if (!parsed.success) return fail(id, badInput(name, parsed.error.issues))
    try {
      // The map's type ties name, input and output together; the compiler cannot follow that through a variable.
      const handler = handlers[call] as (input: unknown, peer: Peer) => unknown
      send({ t: 'ok', id, out: await handler(parsed.data, peer) })
    } catch (error) {
      if (!(error instanceof HostError)) onTrouble(name, error)
      fail(id, toFailure(error))
    }
  }

  function subscribe(id: number, name: string, input: unknown): void {
    if (!Object.hasOwn(topics, name)) return fail(id, { code: 'unknown-call', message: `There is no topic ${name}.` })
    const topic = name as TopicName
    const parsed = topics[topic].in.safeParse(input)
    if (!parsed.success) return fail(id, badInput(name, parsed.error.issues))
    if (subscriptions.has(id)) return fail(id, { code: 'bad-input', message: `Subscription ${id} exists already.` })
    const source = sources[topic] as (send: (event: unknown) => void, peer: Peer) => Undo
    try {
      subscriptions.set(
        id,
        source(event => send({ t: 'event', id, out: event }), peer),
      )
    } catch (error) {
      if (!(error instanceof HostError)) onTrouble(name, error)
      fail(id, toFailure(error))
    }
  }

  function receive(text: string): void {
    const packet = readPacket(text)
    if (!packet) return onTrouble('packet', new Error('A message that is no packet was refused.'))
    if (packet.t === 'call') void answer(packet.id, packet.name, packet.in)
    else if (packet.t === 'sub') subscribe(packet.id, packet.name, packet.in)
    else {
      subscriptions.get(packet.id)?.()
      subscriptions.delete(packet.id)
    }
  }

  const undoMessage = wire.onMessage(message => {
    // A message from outside must never throw into the shell's socket or port: that would end the host.
    try {
      if (typeof message === 'string') receive(message)
      else options.onFrame(message)
    } catch (error) {
      onTrouble(typeof message === 'string' ? 'packet' : 'frame', error)
    }
  })
  const end = () => {
    undoMessage()
    for (const undo of subscriptions.values()) undo()
    subscriptions.clear()
  }
  wire.onClose(end)
  return end
}

function badInput(name: string, issues: readonly { path: readonly PropertyKey[]; message: string }[]): Failure {
  const first = issues[0]
  const where = first && first.path.length > 0 ? `${first.path.map(String).join('.')}: ` : ''
  return { code: 'bad-input', message: `${name} was refused: ${where}${first?.message ?? 'bad input'}.` }
}

function readPacket(text: string): ClientPacket | null {
  if (text.length > MAX_PACKET_CHARS) return null
  try {
    return ClientPacket.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
