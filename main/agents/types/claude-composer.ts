import type { Composer } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { isBlank, isRule, lastRow } from '../screens/rows'

/** Where Claude Code's composer stands: between two rules over the whole width, its first row with a sign and a blank. */
export interface ComposerPlace {
  /** Rows of the two rules. */
  readonly top: number
  readonly bottom: number
}

/** `❯` for prompts (followed by a no-break space), `!` for a shell command, `#` for a memory; `>` in older versions. */
const SIGN = /^([❯>!#])(?:[\s\u00a0]|$)/
/** Rows that a picker, help or footer below the composer may take. */
const MOST_BELOW = 30

/** The lowest composer on the screen, or null. A menu never has one beside it: it takes the composer's place. */
export function findComposer({ rows }: Screen): ComposerPlace | null {
  const bottom = lastRow(rows, (row, index) => isRule(row) && index > 1 && !isRule(rows[index - 1]))
  if (bottom < 0 || rows.slice(bottom + 1).filter(row => !isBlank(row)).length > MOST_BELOW) return null
  const above = rows.slice(0, bottom)
  const top = lastRow(above, row => isRule(row))
  if (top < 0 || !SIGN.test(rows[top + 1]?.text ?? '')) return null
  return { top, bottom }
}

function textOf(rows: readonly ScreenRow[], pick: (row: ScreenRow) => string): string {
  return rows
    .map(row => pick(row).slice(2).trimEnd())
    .join('\n')
    .trim()
}

/**
 * What is in the composer. A placeholder or suggestion is faint but for its first character, on which the cursor stands
 * (seen: 2.1.197); typed text is never faint. Shell and memory mode count as drafts: a prompt would be run there.
 */
export function readClaudeComposer(screen: Screen): Composer | null {
  const place = findComposer(screen)
  if (!place || hasEnded(screen, place)) return null
  const inside = screen.rows.slice(place.top + 1, place.bottom)
  const sign = inside[0]?.text.charAt(0) ?? ''
  const text = textOf(inside, row => row.text)
  const ink = textOf(inside, row => row.ink)
  if (sign === '!' || sign === '#') return { kind: 'draft', text: `${sign} ${text}`.trim() }
  const suggested = ink.length <= 1 && text.length > 1
  return text === '' || suggested ? { kind: 'empty', text: '' } : { kind: 'draft', text: inkOrText(ink, text) }
}

/** The typed part where a suggestion follows it. */
function inkOrText(ink: string, text: string): string {
  return ink === '' ? text : ink
}

/** After its end its last screen stays above the shell's prompt, with `Resume this session with:` between them. */
export function hasEnded({ rows }: Screen, place: ComposerPlace): boolean {
  return rows.slice(place.bottom + 1).some(row => /^Resume this session with:/.test(row.text))
}

/** The row above which the composer (and what is queued for it) begins, skipping blank rows: the last row of the content. */
export function lastContentRow(rows: readonly ScreenRow[], place: ComposerPlace): number {
  return lastRow(rows.slice(0, place.top), row => !isBlank(row))
}
