import type { Composer } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { lastRow } from '../screens/rows'

/** OpenCode's composer: rows with a bar at their left, closed by a row of half blocks. */
export interface OpenCodeComposer {
  /** Its first row and the row of half blocks. */
  readonly top: number
  readonly bottom: number
  /** Columns of the bar and of the last half block: beside them may stand a side bar. */
  readonly left: number
  readonly right: number
  /** `!` was typed into it: what is sent would be run. */
  readonly shell: boolean
}

/** `╹▀▀▀…`: in the middle of the screen before the first prompt, below everything afterwards. */
const BOTTOM = /^( *)╹(▀{8,})/
/** Its last two rows are blank and the names of agent and model. */
const FOOT = 2

/**
 * The composer, or null. Questions take its place; a list of commands or models opens in front of it and takes the cursor, so
 * that it is none while the cursor stands elsewhere.
 */
export function findOpenCodeComposer({ rows, cursor }: Screen): OpenCodeComposer | null {
  const bottom = lastRow(rows, row => BOTTOM.test(row.text))
  const edge = BOTTOM.exec(rows[bottom]?.text ?? '')
  if (!edge) return null
  const left = edge[1]?.length ?? 0
  const right = left + (edge[2]?.length ?? 0)
  let top = bottom
  while (top > 0 && rows[top - 1]?.text.charAt(left) === '┃') top -= 1
  if (bottom - top <= FOOT || !cursor) return null
  // `Build · model`; in shell mode `Shell` alone.
  const mode = /^ {1,3}(?:(Shell)|\S.* · \S.*)$/.exec(rows[bottom - 1]?.text.slice(left + 1, right + 1).trimEnd() ?? '')
  if (!mode) return null
  const inside = cursor.y >= top && cursor.y < bottom - FOOT && cursor.x > left && cursor.x <= right
  return inside ? { top, bottom, left, right, shell: mode[1] !== undefined } : null
}

/** Behind the cursor, which stands on its first character. */
const PLACEHOLDER = /^Ask anything(?:…|\.\.\.)/

/** A row of it without the bar; suggestions for `/` and `@` stand above the text, between two bars. */
function inner({ text }: ScreenRow, { left, right }: OpenCodeComposer): string {
  const words = text.slice(left + 1, right + 1).trimEnd()
  return words.endsWith('┃') ? '' : words.slice(2)
}

/** What is in OpenCode's composer; null while there is none. Long pastes show as `[Pasted ~60 lines]`. */
export function readOpenCodeComposer(screen: Screen): Composer | null {
  const place = findOpenCodeComposer(screen)
  if (!place) return null
  const rows = screen.rows.slice(place.top, place.bottom - FOOT)
  const text = rows
    .map(row => inner(row, place))
    .join('\n')
    .trim()
  if (place.shell) return { kind: 'draft', text: `! ${text}`.trim() }
  const first = screen.cursor?.x === place.left + 3
  if (text === '' || (first && PLACEHOLDER.test(text))) return { kind: 'empty', text: '' }
  return { kind: 'draft', text }
}
