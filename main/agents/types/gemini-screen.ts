import type { Composer, ScreenReading, TitleReading } from '../agent-type'
import type { Screen } from '../screen'
import { readMenu } from '../screens/menu'
import { questionOf } from '../screens/question'
import { isBlank, lastRow, quoted, squeeze } from '../screens/rows'

/*
 * Gemini CLI, NOT WATCHED: from its documentation and source as published. What is not recognised says nothing.
 */

/** `✦  Working… (folder)`, `◇  Ready (folder)`, `✋  Action Required (folder)`. */
export function readGeminiTitle(title: string): TitleReading | null {
  if (/^✦ {1,2}Working/.test(title)) return { says: 'working', sentence: 'Its title says that it works.' }
  if (/^(?:◇ {1,2}Ready|✋ {1,2}Action)/u.test(title))
    return { says: 'not-working', sentence: 'Its title says that no turn runs.' }
  return null
}

/** Rows at the bottom where its state shows. */
const BOTTOM = 14
const COMPOSER = /^[│┃|\s]{0,3}(?:>|\*|!)\s+(.*?)\s*[│┃|]?$/

/** The composer between its frame's lines; null while a question takes its place. */
export function readGeminiComposer({ rows }: Screen): Composer | null {
  const end = lastRow(rows, row => /^\s?[╰▀─]/.test(row.text))
  if (end < 1) return null
  const at = lastRow(rows.slice(0, end), row => !isBlank(row))
  const words = COMPOSER.exec(rows[at]?.text ?? '')?.[1]
  if (words === undefined) return null
  const empty = words === '' || /^Type your message/.test(words)
  return { kind: empty ? 'empty' : 'draft', text: empty ? '' : words }
}

export function readGeminiScreen(screen: Screen): ScreenReading | null {
  const shown = screen.rows.filter(row => !isBlank(row)).slice(-BOTTOM)
  const words = squeeze(shown)
  const menu = readMenu(screen)
  if (menu?.complete && /Waitingforuserconfirmation|Allowonce|allowonce|toselect/.test(words)) {
    const above = screen.rows.slice(Math.max(0, menu.from - 20), menu.from)
    const question = questionOf(above, menu, [[/Allow|Apply|Do you want/i, 'permission']], 'last')
    return { says: 'waiting', sure: 'likely', sentence: `Its screen asks: ${quoted(question.title)}`, question }
  }
  if (/\(esctocancel/.test(words))
    return { says: 'working', sure: 'likely', sentence: 'Its screen offers to cancel what runs.' }
  if (readGeminiComposer(screen)?.kind !== 'empty') return null
  return { says: 'idle', sure: 'certain', sentence: 'Its composer is open and empty, and nothing can be cancelled.' }
}
