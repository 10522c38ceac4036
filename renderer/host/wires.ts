import { createEmitter, type Wire, type WireMessage } from '../../ipc/wire'

/** Words with which page and preload find each other; both are written out in `preload/index.ts` too. */
const ASK = 'quarterdeck:connect'
const GIVE = 'quarterdeck:port'

/** How long the preload may take to answer, ms: it answers within a few, but a starting machine may be slow. */
const PORT_TIMEOUT_MS = 5000

function toMessage(data: unknown): WireMessage | null {
  if (typeof data === 'string' || data instanceof Uint8Array) return data
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null
}

/** A MessagePort as a wire. The `close` event of a port came with Chromium 122. */
export function portWire(port: MessagePort): Wire {
  const messages = createEmitter<WireMessage>()
  const closed = createEmitter<void>()
  let open = true
  const end = () => {
    if (!open) return
    open = false
    closed.emit()
  }
  port.addEventListener('message', event => {
    const message = toMessage(event.data)
    if (message !== null) messages.emit(message)
  })
  port.addEventListener('close', end)
  port.start()
  return {
    send: message => {
      if (open) port.postMessage(message)
    },
    onMessage: listener => messages.on(listener),
    onClose: listener => closed.on(listener),
    close() {
      port.close()
      end()
    },
  }
}

/** An open WebSocket as a wire. */
function socketWire(socket: WebSocket): Wire {
  const messages = createEmitter<WireMessage>()
  const closed = createEmitter<void>()
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', event => {
    const message = toMessage(event.data)
    if (message !== null) messages.emit(message)
  })
  socket.addEventListener('close', () => closed.emit())
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(message as string | Uint8Array<ArrayBuffer>)
    },
    onMessage: listener => messages.on(listener),
    onClose: listener => closed.on(listener),
    close: () => socket.close(),
  }
}

/** Asks the preload for a port. Rejects when none comes. */
export function askForPort(page: Window = window): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      page.removeEventListener('message', onMessage)
    }
    const timer = setTimeout(() => {
      done()
      reject(new Error('The preload gave no port.'))
    }, PORT_TIMEOUT_MS)
    const onMessage = (event: MessageEvent) => {
      const port = event.ports[0]
      if (event.source !== page || event.origin !== page.location.origin || event.data !== GIVE || !port) return
      done()
      resolve(portWire(port))
    }
    page.addEventListener('message', onMessage)
    page.postMessage(ASK, page.location.origin)
  })
}

/** A WebSocket to where the page came from. Rejects when it closes before it was open. */
export function openSocket(page: Window = window): Promise<Wire> {
  const { protocol, host } = page.location
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/wire`)
  return new Promise((resolve, reject) => {
    const wire = socketWire(socket)
    socket.addEventListener('open', () => resolve(wire))
    socket.addEventListener('close', () => reject(new Error('The host refused the connection, or is not there.')))
  })
}
