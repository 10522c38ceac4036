import type { App, Session, WebContents } from 'electron'
import type { Log } from '../log/log'
import { isOurs } from './app-protocol'

/** The one permission that our page has: copying. Pasting comes with the paste event and needs none. */
const ALLOWED = 'clipboard-sanitized-write'

/** Denies every permission, device and screen to everybody, except copying to our own page. */
export function secureSession(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === ALLOWED && isOurs(details.requestingUrl))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === ALLOWED && isOurs(origin))
  session.setDevicePermissionHandler(() => false)
}

function secureContents(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>, log: Log): void {
  // The page never navigates; what would is a link in hostile text, or a file dropped on the window.
  contents.on('will-navigate', event => {
    event.preventDefault()
    log.warn('navigation refused', { url: event.url })
  })
  contents.on('will-redirect', event => event.preventDefault())
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('a window was refused', { url })
    return { action: 'deny' }
  })
}

/** Every page that is ever made in this app stays where it is and opens nothing. */
export function secureAllContents(app: Pick<App, 'on'>, log: Log): void {
  app.on('web-contents-created', (_event, contents) => secureContents(contents, log))
}
