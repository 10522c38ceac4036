import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Wire, WireMessage } from '../../ipc/wire'
import { silentLog } from '../log/log'
import { serveWeb, type WebServer } from './serve'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qd-web-'))
  await writeFile(join(folder, 'index.html'), '<title>Quarterdeck</title>')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const running: WebServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
})

/** A server whose pages get their messages echoed. */
async function start(port = 0) {
  const wires: Wire[] = []
  const server = await serveWeb({
    port,
    pageFolder: folder,
    serve(wire) {
      wires.push(wire)
      return wire.onMessage(message => wire.send(message))
    },
    log: silentLog,
    idleMs: 50,
  })
  running.push(server)
  return { server, wires }
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** `fetch` forbids setting Host and Origin; this does not. */
function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers, method }, response => {
      let body = ''
      response.on('data', chunk => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject)
    request.end()
  })
}

const pathOf = (address: string) => address.slice(address.indexOf('/?'))

async function cookieOf(server: WebServer): Promise<string> {
  const { headers } = await ask(server.port, pathOf(server.address()))
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

/** Resolves with the open socket, or the status with which it was refused. */
function openSocket(port: number, headers: Record<string, string>, path = '/wire'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
}

describe('the way in', () => {
  it('turns a ticket into a cookie and takes it out of the address', async () => {
    const { server } = await start()
    const entered = await ask(server.port, pathOf(server.address()))
    expect(entered.status).toBe(303)
    expect(entered.headers.location).toBe('/')
    expect(entered.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^quarterdeck_${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const page = await ask(server.port, '/', { cookie: `other=1; ${cookie}; more=2` })
    expect(page.status).toBe(200)
    expect(page.body).toContain('Quarterdeck')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('takes each ticket once, and no wrong one', async () => {
    const { server } = await start()
    const path = pathOf(server.address())
    expect((await ask(server.port, path, {}, 'HEAD')).status).toBe(401)
    expect((await ask(server.port, path)).status).toBe(303)
    const again = await ask(server.port, path)
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
    for (const wrong of ['/?ticket=', '/?ticket=x', `${path}x`]) {
      expect((await ask(server.port, wrong)).status).toBe(403)
    }
    // The owner who opens an old address again is let in by the cookie.
    expect((await ask(server.port, path, { cookie: await cookieOf(server) })).status).toBe(303)
  })

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'refuses the ticket to another user of the machine, who can read it on a command line',
    async () => {
      const { server } = await start()
      const path = pathOf(server.address())
      const program = `fetch('http://127.0.0.1:${server.port}${path}', { redirect: 'manual' }).then(a => console.log(a.status, a.headers.get('set-cookie')))`
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { uid: 65_534, cwd: '/' })
      expect(stdout.trim()).toBe('403 null')
      // And it is still good for its owner.
      expect((await ask(server.port, path)).status).toBe(303)
    },
  )

  it('refuses everything without the cookie of this run', async () => {
    const { server } = await start()
    const other = (await start()).server
    for (const path of ['/', '/index.html', '/assets/x.js', '/wire', '/?ticke=1']) {
      expect((await ask(server.port, path)).status, path).toBe(401)
    }
    const foreign = (await cookieOf(other)).replace(String(other.port), String(server.port))
    expect((await ask(server.port, '/', { cookie: foreign })).status).toBe(401)
  })

  it('answers to its own names and pages alone', async () => {
    const { server } = await start()
    const cookie = await cookieOf(server)
    const status = async (headers: Record<string, string>) =>
      (await ask(server.port, '/', { cookie, ...headers })).status
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example', '10.0.0.1', ' ']) {
      expect(await status({ host }), host).toBe(421)
    }
    // A tunnel has a port of its own.
    expect(await status({ host: 'localhost:9000' })).toBe(200)
    expect(await status({ host: 'localhost:9000', origin: 'http://localhost:9000' })).toBe(200)
    expect(await status({ origin: 'http://evil.example' })).toBe(403)
    expect(await status({ origin: `http://localhost:${server.port + 1}` })).toBe(403)
    expect((await ask(server.port, '/', { cookie }, 'POST')).status).toBe(405)
    expect((await ask(server.port, '/../web.test.ts', { cookie })).status).toBe(404)
  })
})

describe('the socket', () => {
  it('carries text and bytes for a browser with cookie and origin', async () => {
    const { server, wires } = await start()
    const headers = { cookie: await cookieOf(server), origin: `http://127.0.0.1:${server.port}` }
    const socket = await openSocket(server.port, headers)
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const heard: WireMessage[] = []
    socket.on('message', (data: Buffer, binary) => heard.push(binary ? new Uint8Array(data) : data.toString()))
    socket.send('{"t":"call"} ü')
    socket.send(Uint8Array.of(0, 255, 10))
    await vi.waitFor(() => expect(heard).toEqual(['{"t":"call"} ü', Uint8Array.of(0, 255, 10)]))
    expect(socket.extensions).toBe('')
    const closed = vi.fn()
    wires[0]?.onClose(closed)
    socket.close()
    await vi.waitFor(() => expect(closed).toHaveBeenCalled())
  })

  it('refuses a missing cookie, a missing or foreign origin, a foreign host and another path', async () => {
    const { server, wires } = await start()
    const origin = `http://127.0.0.1:${server.port}`
    const cookie = await cookieOf(server)
    expect(await openSocket(server.port, { origin })).toBe(403)
    expect(await openSocket(server.port, { cookie })).toBe(403)
    expect(await openSocket(server.port, { cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await openSocket(server.port, { cookie, origin: `http://localhost:${server.port}` })).toBe(403)
    expect(await openSocket(server.port, { cookie, origin: 'http://evil.example', host: 'evil.example' })).toBe(421)
    expect(await openSocket(server.port, { cookie, origin }, '/other')).toBe(404)
    expect(wires).toHaveLength(0)
  })

  it('takes a message of 40 MB, and ends a socket that sends more than 64 MB', async () => {
    const { server } = await start()
    const headers = { cookie: await cookieOf(server), origin: `http://127.0.0.1:${server.port}` }
    const socket = await openSocket(server.port, headers)
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    let echoed = 0
    let code = 0
    socket.on('message', (data: Buffer) => {
      echoed = data.length
    })
    socket.on('close', why => {
      code = why
    })
    socket.send(Buffer.alloc(40_000_000))
    await vi.waitFor(() => expect(echoed).toBe(40_000_000), 10_000)
    socket.send(Buffer.alloc(65 * 1024 * 1024))
    await vi.waitFor(() => expect(code).toBe(1009), 10_000)
  })
})

describe('idleness', () => {
  it('comes after the last browser has gone, and not while another is there', async () => {
    const { server } = await start()
    const headers = { cookie: await cookieOf(server), origin: `http://127.0.0.1:${server.port}` }
    const sockets = [await openSocket(server.port, headers), await openSocket(server.port, headers)]
    const [first, second] = sockets
    if (typeof first !== 'object' || typeof second !== 'object') throw new Error('refused')
    let idle = false
    const told = server.idle().then(() => {
      idle = true
    })
    const gone = new Promise(resolve => first.on('close', resolve))
    first.close()
    await gone
    // Far longer than the 50 ms of rest: a wrong answer would be here.
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(idle).toBe(false)
    second.close()
    await told
  })
})

describe('the port', () => {
  it('says so when it cannot be had', async () => {
    const { server } = await start()
    await expect(start(server.port)).rejects.toMatchObject({ code: 'refused', message: /another program/ })
  })

  it('listens on loopback alone and ends at once, sockets and all', async () => {
    const { server } = await start()
    const headers = { cookie: await cookieOf(server), origin: `http://127.0.0.1:${server.port}` }
    const socket = await openSocket(server.port, headers)
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const closed = new Promise(resolve => socket.on('close', resolve))
    await running.pop()?.close()
    await closed
    await expect(ask(server.port, '/')).rejects.toThrow(/ECONNREFUSED/)
  })
})
