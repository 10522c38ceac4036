import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is refused: the status, and one line for the person in front of the browser. */
interface Refusal {
  readonly status: 401 | 403 | 421
  readonly text: string
}

/** Who may use this host. Whoever holds its cookie holds a shell, so there is no way in but a ticket. */
export interface Auth {
  /** A fresh ticket: good for one use, for as long as this host runs. */
  ticket(): string
  /** True once for each ticket; then it is void. */
  redeem(ticket: string): boolean
  /** `Set-Cookie` for a browser that brought a good ticket. */
  cookieHeader(port: number): string
  /** Null when the request's Host and Origin are ours. `needOrigin`: a WebSocket, which browsers always give one. */
  checkPlace(headers: IncomingHttpHeaders, needOrigin: boolean): Refusal | null
  /** Null when the request carries this run's cookie. */
  checkCookie(headers: IncomingHttpHeaders, port: number): Refusal | null
}

/** Tickets that were printed and not used; the oldest is void when there are more. */
const MAX_TICKETS = 16

/** 256 bits: nothing to guess. */
const secret = () => randomBytes(32).toString('base64url')

/** Compares without telling by its time where two strings differ; hashing makes the lengths equal. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * `host[:port]` of a loopback name. The port is free: behind an SSH tunnel it is the tunnel's. A name that merely
 * resolves to us (DNS rebinding) is refused.
 */
function isLoopbackHost(host: string | undefined): host is string {
  const match = /^(\[::1\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host ?? '')
  return match?.[1] !== undefined && LOOPBACK.has(match[1].toLowerCase())
}

function cookieNamed(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/** Cookies do not know ports, so two hosts on one machine need two names. */
const cookieName = (port: number) => `quarterdeck_${port}`

export function createAuth(): Auth {
  const cookie = secret()
  let tickets: string[] = []
  return {
    ticket() {
      const fresh = secret()
      tickets = [...tickets, fresh].slice(-MAX_TICKETS)
      return fresh
    },
    redeem(ticket) {
      // Every ticket is compared, so that the time says nothing either.
      const left = tickets.filter(one => !same(one, ticket))
      const good = left.length < tickets.length
      tickets = left
      return good
    },
    cookieHeader: port => `${cookieName(port)}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
    checkPlace(headers, needOrigin) {
      if (!isLoopbackHost(headers.host)) {
        return { status: 421, text: 'This host answers to 127.0.0.1 and localhost only.' }
      }
      const { origin } = headers
      if (origin === undefined ? needOrigin : origin !== `http://${headers.host}`) {
        return { status: 403, text: 'A page of another origin has no business here.' }
      }
      return null
    },
    checkCookie(headers, port) {
      const given = cookieNamed(headers.cookie, cookieName(port))
      if (given !== null && same(given, cookie)) return null
      return { status: 401, text: 'Open the address that "npm run serve" printed; run it again for a fresh one.' }
    },
  }
}
