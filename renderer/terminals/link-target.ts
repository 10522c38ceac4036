const SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** A link that may be offered to the person, in its parsed form; null for anything else that a pane printed. */
export function linkTarget(text: string): string | null {
  if (text.length > 8192) return null
  try {
    const url = new URL(text)
    return SCHEMES.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
