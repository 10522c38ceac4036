import { describe, expect, it, vi } from 'vitest'
import { openWire } from './connect'
import { askForPort, portWire } from './wires'

/** As much of a window as the hand-over needs. */
function fakePage(search = '') {
  const target = new EventTarget()
  const page = {
    location: { origin: 'app://quarterdeck', protocol: 'http:', host: '127.0.0.1:1', search },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    postMessage: vi.fn(),
  }
  const give = (fields: object) => target.dispatchEvent(Object.assign(new Event('message'), fields))
  return { page: page as unknown as Window, asked: page.postMessage, give }
}

describe('askForPort', () => {
  it('takes the port of its own origin alone', async () => {
    const { page, asked, give } = fakePage()
    const { port1, port2 } = new MessageChannel()
    const wire = askForPort(page)
    expect(asked).toHaveBeenCalledWith('quarterdeck:connect', 'app://quarterdeck')
    const good = { source: page, origin: 'app://quarterdeck', data: 'quarterdeck:port', ports: [port1] }
    const settled = vi.fn()
    void wire.then(settled)
    give({ ...good, origin: 'https://example.com' })
    give({ ...good, source: null })
    give({ ...good, data: 'other' })
    give({ ...good, ports: [] })
    await Promise.resolve()
    expect(settled).not.toHaveBeenCalled()
    give(good)
    const open = await wire
    const heard = vi.fn()
    open.onMessage(heard)
    port2.postMessage('text')
    port2.postMessage(Uint8Array.of(1, 2))
    port2.postMessage({ neither: 'text nor bytes' })
    port2.postMessage('end')
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(3))
    expect(heard.mock.calls[1]?.[0]).toEqual(Uint8Array.of(1, 2))
    open.close()
    port2.close()
  })

  it('is how the page of the Electron shell connects', () => {
    const { page, asked } = fakePage('?wire=port')
    void openWire(page).catch(() => {})
    expect(asked).toHaveBeenCalled()
  })
})

describe('portWire', () => {
  it('tells once that it closed, whoever closed it', async () => {
    const { port1, port2 } = new MessageChannel()
    const wire = portWire(port1)
    const closed = vi.fn()
    wire.onClose(closed)
    port2.close()
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1))
    wire.close()
    expect(closed).toHaveBeenCalledTimes(1)
  })
})
