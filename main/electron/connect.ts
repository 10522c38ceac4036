import type { IpcMain, IpcMainEvent, MessagePortMain } from 'electron'
import { createEmitter, type Undo, type Wire, type WireMessage } from '../../ipc/wire'
import type { Log } from '../log/log'
import { isOurs } from './app-protocol'

/** The one IPC channel of the app (`preload/index.ts`). */
const CHANNEL = 'connect'

/** Structured clone sends the whole buffer below a view, so a view of a larger one is copied first. */
function compact(message: WireMessage): WireMessage {
  return typeof message === 'string' || message.byteLength === message.buffer.byteLength ? message : message.slice()
}

/** A MessagePort's main-process end as a wire. */
function mainPortWire(port: MessagePortMain): Wire {
  const messages = createEmitter<WireMessage>()
  const closed = createEmitter<void>()
  let open = true
  port.on('message', ({ data }) => {
    if (typeof data === 'string' || data instanceof Uint8Array) messages.emit(data)
  })
  port.on('close', () => {
    if (!open) return
    open = false
    closed.emit()
  })
  port.start()
  return {
    send(message) {
      if (open) port.postMessage(compact(message))
    },
    onMessage: listener => messages.on(listener),
    onClose: listener => closed.on(listener),
    close: () => port.close(),
  }
}

/** Whether the sender is the window's own page: its main frame, at our address. */
function isOurPage(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isOurs(frame.url)
}

/** Serves the port that a page's preload sends; a stranger's port is closed, which its page hears. */
export function serveConnections(ipc: Pick<IpcMain, 'on' | 'off'>, serve: (wire: Wire) => Undo, log: Log): Undo {
  const onConnect = (event: IpcMainEvent) => {
    const [port, ...more] = event.ports
    if (port && more.length === 0 && isOurPage(event)) {
      serve(mainPortWire(port))
      return
    }
    log.warn('a connection was refused', { url: event.senderFrame?.url ?? 'gone', ports: event.ports.length })
    for (const one of event.ports) one.close()
  }
  ipc.on(CHANNEL, onConnect)
  return () => ipc.off(CHANNEL, onConnect)
}
