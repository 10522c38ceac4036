import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import WebSocket from 'ws'
import type { Fleet } from '../ipc/model'
import { createHostClient, type HostClient } from '../ipc/rpc-client'
import { createEmitter, type Wire, type WireMessage } from '../ipc/wire'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
]

/** A real Chromium at the app's address. */
export async function openPage(address: string): Promise<{ page: Page; browser: Browser }> {
  const executablePath = process.env.CHROMIUM_PATH ?? PLACES.find(existsSync)
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: FLAGS })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(address)
  return { page, browser }
}

/** The host's calls without a page: what the interrupt bench presses is the same call as the button's. */
export async function openClient(address: string): Promise<HostClient> {
  const answer = await fetch(address, { redirect: 'manual' })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { origin, host } = new URL(address)
  const socket = new WebSocket(`ws://${host}/wire`, { headers: { cookie }, origin, perMessageDeflate: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  return createHostClient(wireOf(socket))
}

/** The fleet as it is now: a topic's first event is the full state. */
export function fleetOf(client: HostClient): Promise<Fleet> {
  return new Promise(done => {
    const undo = client.subscribe('fleet', {}, event => {
      if ('full' in event) done(event.full)
      queueMicrotask(() => undo())
    })
  })
}

function wireOf(socket: WebSocket): Wire {
  const messages = createEmitter<WireMessage>()
  const closed = createEmitter<void>()
  socket.on('message', (data, binary) => messages.emit(binary ? new Uint8Array(data as Buffer) : String(data)))
  socket.on('close', () => closed.emit())
  return {
    send: message => socket.send(message),
    onMessage: listener => messages.on(listener),
    onClose: listener => closed.on(listener),
    close: () => socket.close(),
  }
}
