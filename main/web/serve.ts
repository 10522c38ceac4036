import type { AddressInfo } from 'node:net'
import { HostError } from '../../ipc/failure'
import type { Undo, Wire } from '../../ipc/wire'
import type { Log } from '../log/log'
import { createAuth } from './auth'
import { createHttp } from './http'
import { serveSockets } from './sockets'

export interface WebOptions {
  /** 0: any free port. */
  readonly port: number
  readonly pageFolder: string
  serve(wire: Wire): Undo
  readonly log: Log
  /** For tests. */
  readonly idleMs?: number
}

export interface WebServer {
  readonly port: number
  /** The address with a fresh ticket: good for one browser. */
  address(): string
  /** Resolves once no browser has been connected for 2 s. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Serves the page on 127.0.0.1. Throws HostError `refused` when the port cannot be had. */
export async function serveWeb(options: WebOptions): Promise<WebServer> {
  const auth = createAuth()
  let port = options.port
  const http = createHttp({ auth, pageFolder: options.pageFolder, port: () => port })
  const sockets = serveSockets(http, { ...options, auth, port: () => port })
  await new Promise<void>((resolve, reject) => {
    http.once('error', error => {
      const { code } = error as NodeJS.ErrnoException
      const why = code === 'EADDRINUSE' ? 'another program uses it' : error.message
      reject(new HostError('refused', `Port ${port} of 127.0.0.1 cannot be had: ${why}.`))
    })
    http.listen(port, '127.0.0.1', resolve)
  })
  port = (http.address() as AddressInfo).port
  return {
    port,
    address: () => `http://127.0.0.1:${port}/?ticket=${auth.ticket()}`,
    idle: sockets.idle,
    close() {
      sockets.close()
      http.closeAllConnections()
      return new Promise(resolve => http.close(() => resolve()))
    },
  }
}
