import { EventEmitter } from 'node:events'
import type { IpcMain, IpcMainEvent } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { Wire } from '../../ipc/wire'
import { silentLog } from '../log/log'
import { PAGE_URL } from './app-protocol'
import { serveConnections } from './connect'

/** As a MessagePortMain behaves: nothing comes before `start`. */
function fakePort() {
  const port = Object.assign(new EventEmitter(), {
    start: vi.fn(),
    postMessage: vi.fn(),
    close: vi.fn(() => port.emit('close')),
  })
  return port
}

function setup() {
  const ipc = new EventEmitter()
  const wires: Wire[] = []
  const serve = (wire: Wire) => {
    wires.push(wire)
    return () => {}
  }
  const undo = serveConnections(ipc as unknown as IpcMain, serve, silentLog)
  const ask = (fields: object) => ipc.emit('connect', fields as IpcMainEvent)
  return { ipc, wires, ask, undo }
}

const mainFrame = { url: PAGE_URL }
const sender = { mainFrame }

describe('serveConnections', () => {
  it('serves the main frame of our page', () => {
    const { wires, ask } = setup()
    const port = fakePort()
    ask({ sender, senderFrame: mainFrame, ports: [port] })
    expect(port.start).toHaveBeenCalled()
    const heard = vi.fn()
    const closed = vi.fn()
    wires[0]?.onMessage(heard)
    wires[0]?.onClose(closed)
    port.emit('message', { data: 'text' })
    port.emit('message', { data: Uint8Array.of(1) })
    port.emit('message', { data: { neither: true } })
    expect(heard.mock.calls).toEqual([['text'], [Uint8Array.of(1)]])
    port.emit('close')
    port.emit('close')
    expect(closed).toHaveBeenCalledTimes(1)
    wires[0]?.send('late')
    expect(port.postMessage).not.toHaveBeenCalled()
  })

  it('sends a view of a large buffer as its own bytes only', () => {
    const { wires, ask } = setup()
    const port = fakePort()
    ask({ sender, senderFrame: mainFrame, ports: [port] })
    wires[0]?.send(new Uint8Array(1000).subarray(10, 12))
    const sent = port.postMessage.mock.calls[0]?.[0] as Uint8Array
    expect([sent.byteLength, sent.buffer.byteLength]).toEqual([2, 2])
  })

  it('closes the port of every other frame, page or request', () => {
    const { wires, ask } = setup()
    const strangers = [
      { sender, senderFrame: { url: PAGE_URL }, ports: [fakePort()] },
      { sender, senderFrame: null, ports: [fakePort()] },
      { sender: { mainFrame: { url: PAGE_URL } }, senderFrame: mainFrame, ports: [fakePort()] },
      ...['https://evil.example/', 'app://evil/', 'about:blank'].map(url => {
        const frame = { url }
        return { sender: { mainFrame: frame }, senderFrame: frame, ports: [fakePort()] }
      }),
      { sender, senderFrame: mainFrame, ports: [fakePort(), fakePort()] },
    ]
    for (const stranger of strangers) {
      ask(stranger)
      for (const port of stranger.ports) expect(port.close).toHaveBeenCalled()
    }
    ask({ sender, senderFrame: mainFrame, ports: [] })
    expect(wires).toHaveLength(0)
  })

  it('hears nothing more once undone', () => {
    const { ipc, undo } = setup()
    undo()
    expect(ipc.listenerCount('connect')).toBe(0)
  })
})
