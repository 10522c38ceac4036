/** Shown text that is shorter than this (letters and digits) may be a person's first keys, which are in ours by chance. */
const TELLING = 8

/** What programs show in place of a large paste: `[Pasted text #1 +12 lines]`, `[Pasted Content 1024 chars]`. */
const STAND_IN = /\[Pasted[^\]]{0,60}\]/giu

/**
 * Letters and digits of scripts that every terminal shows as they are: a composer wraps, cuts and frames its text, and
 * terminals differ in what they make of blanks, emoji, joined letters and characters that they do not know.
 */
const MARK =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}0-9]/u

function marks(text: string): string {
  return [...text].filter(char => char.length === 1 && MARK.test(char)).join('')
}

/**
 * Whether what a composer shows is the text that was pasted, or the part of it that has room there, and nothing else. A
 * draft of somebody's, or their keys before or behind our text, are something else.
 */
export function isOurs(draft: string, text: string): boolean {
  const squeezed = draft.replace(/\s+/gu, '')
  const rest = squeezed.replace(STAND_IN, '')
  if (rest !== squeezed) return marks(rest) === ''
  const whole = text.replace(/\s+/gu, '')
  return isPart(marks(rest), marks(whole)) || isPart(rest, whole)
}

/** Nothing of nothing is a part too: a text of emoji alone shows no marks. */
function isPart(shown: string, own: string): boolean {
  return own.includes(shown) && shown.length >= Math.min(own.length, TELLING)
}
