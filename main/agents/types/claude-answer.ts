import type { Choice, Question } from '../../../ipc/model'

/** Gates whose menus take no digits (seen: 2.1.197). */
const NO_DIGITS = /Bypass Permissions mode|custom API key/
/** Choices behind which a text field opens: they take more than a key. */
const NEEDS_TEXT = /^(?:Type something|Other\b)/

/**
 * Keys that take a choice of Claude Code (seen: 2.1.197). A digit acts at once, without Enter, in permission questions, its
 * own questions, the folder's trust and the theme. Two gates take no digit: there only the choice under the cursor can be
 * taken, by Enter. NEVER an arrow and Enter in one line: both arrive before it has drawn, and Enter takes the choice under
 * the OLD cursor (8 of 8: `No, exit` instead of `Yes`).
 */
export function claudeAnswerKeys(question: Question, choice: Choice): readonly string[] | null {
  if (!/^[1-9]$/.test(choice.key) || NEEDS_TEXT.test(choice.label)) return null
  if (NO_DIGITS.test(`${question.title}\n${question.detail}`)) return choice.selected ? ['Enter'] : null
  return [choice.key]
}
