import type { Terminal } from '@xterm/headless'
import { decodeFrame, encodeAck, encodeInput } from '../../ipc/frames'
import { silentLog } from '../log/log'
import { createTmux } from '../tmux/server'
import { createTestServer, type TestServer, until } from '../tmux/test-server'
import type { Tmux } from '../tmux/types'
import type { PeerTerminals } from './peer'
import { createTerminals, type Terminals } from './terminals'
import { createScreen } from './test-screen'

/*
 * For tests alone: a page without a browser. It shows each stream in an xterm and acknowledges what that has parsed.
 */

/** One stream as the page sees it. */
export interface PageStream {
  terminal: Terminal
  snapshots: number
  /** History lines that the last snapshot held. */
  history: number
  /** Bytes of output frames since the last snapshot, and in all. */
  output: Buffer[]
  received: number
  /** Bytes of all frames, snapshots too. */
  bytes: number
  closed: boolean
}

export interface Page {
  readonly peer: PeerTerminals
  readonly streams: Map<number, PageStream>
  open(pane: string, view?: 'live' | 'tile'): Promise<PageStream & { readonly number: number }>
  type(number: number, bytes: string | Uint8Array): void
  /** While true, nothing is acknowledged. */
  stalled: boolean
}

function streamOf(streams: Map<number, PageStream>, number: number): PageStream {
  const found = streams.get(number)
  if (found) return found
  const counts = { snapshots: 0, history: 0, received: 0, bytes: 0 }
  const fresh = { terminal: createScreen(80, 24), ...counts, output: [], closed: false }
  streams.set(number, fresh)
  return fresh
}

/** A page on these terminals; `blind`: it draws nothing and takes all as parsed, as fast as it comes. */
export function createPage(terminals: Terminals, blind = false): Page {
  const streams = new Map<number, PageStream>()
  const unacked = new Map<number, number>()
  const ack = (number: number) => {
    if (page.stalled) return
    const count = unacked.get(number) ?? 0
    unacked.set(number, 0)
    if (count > 0) peer.onFrame(encodeAck(number, count))
  }
  const feed = (number: number, stream: PageStream, bytes: Uint8Array) => {
    stream.bytes += bytes.length
    const parsed = () => {
      unacked.set(number, (unacked.get(number) ?? 0) + bytes.length)
      ack(number)
    }
    if (blind) parsed()
    else stream.terminal.write(bytes, parsed)
  }
  const receive = (data: Uint8Array) => {
    const frame = decodeFrame(data)
    if (!frame) throw new Error('the host sent what is no frame')
    const stream = streamOf(streams, frame.stream)
    if (frame.kind === 'closed') stream.closed = true
    else if (frame.kind === 'output') {
      if (stream.snapshots === 0) throw new Error('output came before the snapshot')
      if (!blind) stream.output.push(Buffer.from(frame.bytes))
      stream.received += frame.bytes.length
      feed(frame.stream, stream, frame.bytes)
    } else if (frame.kind === 'snapshot') {
      const { snapshot } = frame
      stream.terminal = createScreen(snapshot.cols, snapshot.rows)
      stream.snapshots += 1
      stream.history = snapshot.history
      stream.output = []
      feed(frame.stream, stream, snapshot.bytes)
    }
  }
  const peer = terminals.openPeer(receive)
  let stalled = false
  const page: Page = {
    peer,
    streams,
    async open(pane, view = 'live') {
      const number = await peer.open(pane, view)
      if (streams.get(number)) throw new Error('a frame came before the answer')
      const stream = streamOf(streams, number)
      await until(() => stream.snapshots > 0, 'the first snapshot')
      return Object.assign(stream, { number })
    },
    type: (number, bytes) => peer.onFrame(encodeInput(number, Buffer.from(bytes))),
    get stalled() {
      return stalled
    },
    set stalled(value) {
      stalled = value
      if (!value) for (const number of unacked.keys()) ack(number)
    },
  }
  return page
}

/** The text of a terminal's lines, history included, without blank ends. */
export function textOf(terminal: Terminal): string {
  const lines: string[] = []
  for (let y = 0; y < terminal.buffer.active.length; y += 1)
    lines.push(terminal.buffer.active.getLine(y)?.translateToString(true) ?? '')
  return lines.join('\n').trimEnd()
}

export interface Bench {
  readonly server: TestServer
  readonly tmux: Tmux
  readonly terminals: Terminals
  end(): Promise<void>
}

/** A private tmux server with one session, followed by the tmux floor, and terminals over it. */
export async function createBench(historyLines = 1000): Promise<Bench> {
  const server = createTestServer()
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', 'cat')
  const tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
  const terminals = createTerminals({ tmux, log: silentLog, historyLines: () => historyLines })
  await until(() => tmux.status().kind === 'connected' && tmux.clientOfPane('%0'), 'a client')
  return {
    server,
    tmux,
    terminals,
    async end() {
      terminals.close()
      await tmux.close()
      await server.end()
    },
  }
}
