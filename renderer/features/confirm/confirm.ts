import { ask } from '../../state/confirm-store'

/** Schemes that may be opened at all; everything else (`file:`, `javascript:`, an app's own) is refused unasked. */
const OPENABLE = new Set(['http:', 'https:', 'mailto:'])

/** The address as it would be opened, or null when it may not be opened. */
export function openableUrl(url: string): URL | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  return OPENABLE.has(parsed.protocol) ? parsed : null
}

/** Shows a link's target and asks before it is opened. False without asking when it is no http, https or mailto address. */
export function confirmLink(url: string): Promise<boolean> {
  return openableUrl(url) ? ask({ kind: 'link', url }) : Promise.resolve(false)
}

/** Shows a text of several lines and asks before it is pasted. Whether to ask at all (the setting) is the caller's. */
export function confirmPaste(text: string): Promise<boolean> {
  return ask({ kind: 'paste', text })
}
