/** What is shown of a text that will be pasted. */
export interface PastePreview {
  readonly lines: number
  readonly characters: number
  readonly shown: string
  /** Lines that are not shown. */
  readonly more: number
}

const MOST_LINES = 12
const MOST_CHARACTERS = 1200

/**
 * The first lines with control characters made visible (`^[` for an escape, as terminals echo them): a text that hides an escape or a carriage
 * return shall be seen as what it is. Looks at no more than it shows of a text that may be 10 MB.
 */
export function previewPaste(text: string): PastePreview {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) lines++
  const first = text.slice(0, MOST_CHARACTERS).split('\n').slice(0, MOST_LINES)
  const shown = first
    .join('\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, control => `^${String.fromCharCode(control.charCodeAt(0) ^ 0x40)}`)
  return { lines, characters: text.length, shown, more: Math.max(0, lines - first.length) }
}

/** A link in three parts, so that the host can stand out: it decides where the link leads. */
export function linkParts(url: URL): readonly [string, string, string] {
  const whole = url.href
  const host = url.protocol === 'mailto:' ? url.pathname : url.host
  const at = whole.indexOf(host, url.protocol.length + url.username.length + url.password.length)
  return [whole.slice(0, at), host, whole.slice(at + host.length)]
}
