/** Shown text that is shorter than this (letters and digits) may be a person's first keys, which are in ours by chance. */
const TELLING = 8

/** What programs show in place of a large paste: `[Pasted text #1 +12 lines]`, `[Pasted Content 1024 chars]`. */
const STAND_IN = /\[Pasted[^\]]{0,60}\]/giu

/**
 * Letters and digits alone: a composer wraps, cuts and frames its text, and terminals differ in what they make of blanks,
 * emoji and characters beyond the first plane.
 */
function marks(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+|[\u{10000}-\u{10ffff}]/gu, '')
}

/**
 * Whether what a composer shows is the text that was pasted, or the part of it that has room there, and nothing else. A
 * draft of somebody's, or their keys before or behind our text, are something else.
 */
export function isOurs(draft: string, text: string): boolean {
  const squeezed = draft.replace(/\s+/gu, '')
  const rest = squeezed.replace(STAND_IN, '')
  const shown = marks(rest)
  const own = marks(text)
  if (rest !== squeezed) return shown === ''
  if (own === '') return shown === ''
  return own.includes(shown) && shown.length >= Math.min(own.length, TELLING)
}
