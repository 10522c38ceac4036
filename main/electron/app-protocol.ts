import type { Protocol } from 'electron'
import { readPageFile } from '../host/page-files'

const SCHEME = 'app'
const HOST = 'quarterdeck'

/** The page. `wire=port` tells it that the preload hands over a MessagePort (`renderer/host/connect.ts`). */
export const PAGE_URL = `${SCHEME}://${HOST}/?wire=port`

/** Whether a URL is ours. Compared by parts: the origin of a scheme of one's own is the word `null` in Node. */
export function isOurs(url: string): boolean {
  try {
    const { protocol, host, username, password, port } = new URL(url)
    return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '' && port === ''
  } catch {
    return false
  }
}

/** Before `ready`: gives our scheme an origin of its own, a secure context and relative links. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** After `ready`: answers `app://quarterdeck/…` with the built page's own files; all else is a 404. */
export function servePage(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(SCHEME, async request => {
    const path = isOurs(request.url) && request.method === 'GET' ? new URL(request.url).pathname : ''
    const file = await readPageFile(folder, path)
    // A copy with a buffer of its own: what `readFile` gave may be a part of a pool.
    return new Response(new Uint8Array(file.body), { status: file.status, headers: file.headers })
  })
}
