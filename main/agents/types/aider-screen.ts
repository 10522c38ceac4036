import type { Composer, QuestionSeen, ScreenReading } from '../agent-type'
import type { Screen } from '../screen'
import { isBlank, lastRow, quoted } from '../screens/rows'

/*
 * Aider, NOT WATCHED: from its documentation and source as published. It writes lines like a shell, so only the last line
 * with anything on it tells.
 */

/** `> `, `ask> `, `architect multi> `; what follows is the draft. */
const PROMPT = /^(?:(?:ask|code|architect|help|context|diff|multi) ?){0,2}> ?(.*)$/
/** `Add file to the chat? (Y)es/(N)o/(D)on't ask again [Yes]:` */
const CONFIRM = /^(.{1,300}?) ?\(Y\)es\/\(N\)o.{0,120}:\s?$/
const SPINNER = /^[░█]{2,} {1,12}\S|^Waiting for /

function lastText({ rows }: Screen): string {
  return rows[lastRow(rows, row => !isBlank(row))]?.text ?? ''
}

export function readAiderComposer(screen: Screen): Composer | null {
  const draft = PROMPT.exec(lastText(screen))?.[1]?.trim()
  return draft === undefined ? null : { kind: draft === '' ? 'empty' : 'draft', text: draft }
}

export function readAiderScreen(screen: Screen): ScreenReading | null {
  const last = lastText(screen)
  // Behind its prompt's sign such words are a draft or quoted.
  const asked = PROMPT.test(last) ? undefined : CONFIRM.exec(last)?.[1]
  if (asked !== undefined) {
    const question: QuestionSeen = { kind: 'permission', title: asked.slice(0, 300), detail: '', choices: [] }
    return { says: 'waiting', sure: 'likely', sentence: `It asks: ${quoted(asked)}`, question }
  }
  if (SPINNER.test(last)) return { says: 'working', sure: 'likely', sentence: `Its last line says: ${quoted(last)}` }
  if (!PROMPT.test(last)) return null
  // An answer may quote (`> text`), too: rest is certain only with nothing behind the sign and the cursor there.
  const bare = last.endsWith('>') && screen.cursor?.y === lastRow(screen.rows, row => !isBlank(row))
  return { says: 'idle', sure: bare ? 'certain' : 'likely', sentence: 'Its last line is its prompt.' }
}
