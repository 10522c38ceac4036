import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readPageFile, SAFETY_HEADERS } from '../host/page-files'
import type { Auth } from './auth'
import { mayRedeem, peerUid } from './peer-uid'

export interface HttpOptions {
  readonly auth: Auth
  /** The built page. */
  readonly pageFolder: string
  /** The port that was bound: known only once the server listens. */
  port(): number
}

function say(response: ServerResponse, status: number, text: string, more: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...SAFETY_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...more,
  })
  response.end(`${text}\n`)
}

/** A ticket becomes a cookie, and leaves the address bar and the history by a redirect. */
async function enter(
  ticket: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const { auth, port } = options
  const known = auth.checkCookie(request.headers, port()) === null
  if (!mayRedeem(await peerUid(request.socket), process.getuid?.(), process.env)) {
    return say(response, 403, 'Another user of this machine runs this Quarterdeck: only that user may open it.')
  }
  if (auth.redeem(ticket)) {
    return say(response, 303, 'Welcome aboard.', { Location: '/', 'Set-Cookie': auth.cookieHeader(port()) })
  }
  if (known) return say(response, 303, 'Welcome back.', { Location: '/' })
  say(response, 403, 'This address was used already or is wrong. Run "npm run serve" again for a fresh one.')
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const place = options.auth.checkPlace(request.headers, false)
  if (place) return say(response, place.status, place.text)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return say(response, 405, 'Only GET is known here.', { Allow: 'GET, HEAD' })
  }
  const target = request.url ?? '/'
  const at = target.indexOf('?')
  const path = at < 0 ? target : target.slice(0, at)
  const ticket = at < 0 ? null : new URLSearchParams(target.slice(at)).get('ticket')
  // A HEAD must not use a ticket up: link checkers send it before the person's browser does.
  if (path === '/' && ticket !== null && request.method === 'GET') return enter(ticket, request, response, options)
  const refusal = options.auth.checkCookie(request.headers, options.port())
  if (refusal) return say(response, refusal.status, refusal.text)
  const file = await readPageFile(options.pageFolder, path)
  response.writeHead(file.status, { ...file.headers, 'Content-Length': String(file.body.byteLength) })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

/**
 * The page and the way in, nothing else: 303 with a cookie for a good ticket, 401 without a cookie, 403 for a used or
 * wrong ticket or a foreign Origin, 421 for a foreign Host, 404, 405.
 */
export function createHttp(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => {
      if (!response.headersSent) say(response, 500, 'Something went wrong.')
    })
  })
  // No body is ever read, so a slow sender has nothing to hold on to.
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  return server
}
