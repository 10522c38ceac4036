import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { createEmitter, type Emitter, type Undo, type Wire, type WireMessage } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { Auth } from './auth'

/** The largest honest message is a paste of 16 million characters as JSON; of three bytes each, that is 48 MB. */
const MAX_PAYLOAD = 64 * 1024 * 1024

/**
 * Bytes that may wait for a browser that does not read, before it is cut off. Streams stop at 100 KB each by credit,
 * so this is reached only by a browser that is gone without saying so.
 */
const MAX_WAITING = 64 * 1024 * 1024

/** A browser behind a dead tunnel never says goodbye: two pings without an answer end it. */
const PING_EVERY_MS = 20_000

export interface SocketOptions {
  readonly auth: Auth
  port(): number
  serve(wire: Wire): Undo
  readonly log: Log
  /** For tests. */
  readonly pingEveryMs?: number
  readonly idleMs?: number
}

function toMessage(data: RawData, isBinary: boolean): WireMessage {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data
  return isBinary ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** A WebSocket's server end as a wire: text is packets, binary is frames. */
function webSocketWire(socket: WebSocket, log: Log): Wire {
  const messages = createEmitter<WireMessage>()
  const closed = createEmitter<void>()
  socket.on('message', (data: RawData, isBinary: boolean) => messages.emit(toMessage(data, isBinary)))
  socket.on('close', () => closed.emit())
  // `ws` closes the socket itself after an error (too large, bad UTF-8); without a listener it would end the process.
  socket.on('error', error => log.warn('socket', { error: error.message }))
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > MAX_WAITING) {
        log.warn('a browser stopped reading and was cut off', { waiting: socket.bufferedAmount })
        return socket.terminate()
      }
      socket.send(message)
    },
    onMessage: listener => messages.on(listener),
    onClose: listener => closed.on(listener),
    close: () => socket.close(1001),
  }
}

function keepAlive(socket: WebSocket, everyMs: number): void {
  let unanswered = 0
  socket.on('pong', () => {
    unanswered = 0
  })
  const timer = setInterval(() => {
    if (unanswered >= 2) return socket.terminate()
    unanswered += 1
    socket.ping()
  }, everyMs)
  socket.on('close', () => clearInterval(timer))
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${text}\n`)
}

/** ms without a browser after which none is left: a page that is reloaded comes back sooner. */
const IDLE_MS = 2000

export interface Sockets {
  /** Resolves once no browser has been connected for 2 s. */
  idle(): Promise<void>
  /** Closes every socket. */
  close(): void
}

/** Upgrades `/wire` for a browser with our cookie and our origin; refuses all else. */
export function serveSockets(server: Server, options: SocketOptions): Sockets {
  const { auth, port, log } = options
  const changed = createEmitter<void>()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_PAYLOAD })
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const place = auth.checkPlace(request.headers, true)
    const refusal = place ?? (auth.checkCookie(request.headers, port()) ? { status: 403, text: 'No cookie.' } : null)
    if (refusal) return refuse(socket, refusal.status, refusal.text)
    if (request.url !== '/wire') return refuse(socket, 404, 'Not found')
    sockets.handleUpgrade(request, socket, head, open => {
      keepAlive(open, options.pingEveryMs ?? PING_EVERY_MS)
      options.serve(webSocketWire(open, log))
      open.on('close', () => changed.emit())
      changed.emit()
    })
  }
  server.on('upgrade', onUpgrade)
  return {
    idle: () => whenIdle(sockets, changed, options.idleMs ?? IDLE_MS),
    close() {
      server.off('upgrade', onUpgrade)
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

function whenIdle({ clients }: WebSocketServer, changed: Emitter<void>, idleMs: number): Promise<void> {
  return new Promise(resolve => {
    let timer: NodeJS.Timeout | undefined
    const look = () => {
      clearTimeout(timer)
      if (clients.size > 0) return
      timer = setTimeout(() => {
        undo()
        resolve()
      }, idleMs)
    }
    const undo = changed.on(look)
    look()
  })
}
