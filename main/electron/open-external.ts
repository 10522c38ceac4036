import { HostError } from '../../ipc/failure'

const ALLOWED = new Set(['http:', 'https:', 'mailto:'])

/** The only use of `shell.openExternal` in the app. */
export type OpenExternal = (url: string) => Promise<void>

/**
 * Opens a link in the user's own programs: http, https and mailto alone, as parsed, never as written. Links come from
 * terminals, so any other scheme is a way to start programs. Throws HostError `refused`.
 */
export function createOpenExternal(shell: { openExternal(url: string): Promise<void> }): OpenExternal {
  return async url => {
    const parsed = URL.canParse(url) ? new URL(url) : null
    if (!parsed || !ALLOWED.has(parsed.protocol)) {
      throw new HostError('refused', 'Only http, https and mailto links are opened.')
    }
    await shell.openExternal(parsed.href)
  }
}
