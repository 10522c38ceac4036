import type { Composer } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { isBlank, lastRow } from '../screens/rows'

/** Where Gemini CLI's composer stands. */
interface ComposerPlace {
  /** Row of the rule above it, over the whole width. */
  readonly rule: number
  /** Its first row, with the sign. */
  readonly from: number
}

/** `>` for prompts, `*` where everything is allowed, `!` for a shell command. */
const SIGN = /^ ([>*!]) /
/** Between rule and composer: a blank row or one of half blocks (in a terminal with all colours), and a note of the mode. */
const MOST_BETWEEN = 4
/** Half blocks are the composer's edges in a terminal with all colours; else its edges are blank. */
const EDGE = /^[▄▀]{8,}$/
/** Behind the cursor, which stands on a blank of its own (seen: 0.61.0). */
const PLACEHOLDER = /^ [>*!] {3}(?:Type your |Press 'i' )/

/**
 * The composer, below the lowest rule over the whole width. Past prompts have the same sign; what an agent says is indented, so
 * that a rule of its own is shorter. Questions take its place.
 */
export function findGeminiComposer({ rows, width }: Screen): ComposerPlace | null {
  const rule = lastRow(rows, row => row.text.length === width && /^─+$/.test(row.text))
  if (rule < 0) return null
  const from = rows.findIndex((row, index) => index > rule && SIGN.test(`${row.text} `))
  return from < 0 || from - rule > MOST_BETWEEN ? null : { rule, from }
}

/** What it has printed once it is ready: its name, or a conversation. */
const BEGUN = /Gemini CLI v\d|^Tips for getting started|^[✦ℹ✕]|^ [>!] |^ {2}\S/u

/**
 * While it starts it paints a composer alone, for 1 to 10 s: what is sent then is kept, and joined to one prompt (seen: 0.61.0).
 * Its name is printed above the composer when it is ready.
 */
export function isGeminiLoading({ rows }: Screen, { rule }: ComposerPlace): boolean {
  return !rows.slice(0, rule).some(row => BEGUN.test(row.text))
}

/** Below it stands a footer of two rows, unless the person has turned that off. */
function textOf(rows: readonly ScreenRow[]): string {
  const edge = rows.findIndex((row, index) => index > 0 && EDGE.test(row.text))
  const last = lastRow(rows, row => !isBlank(row))
  const gap = lastRow(rows.slice(0, last + 1), row => isBlank(row))
  const end = edge > 0 ? edge : gap > 0 ? gap : last + 1
  return rows
    .slice(0, end)
    .map(row => row.text.slice(3).trimEnd())
    .join('\n')
    .trim()
}

/** What is in Gemini CLI's composer; null while a question takes its place. A shell command's counts as a draft. */
export function readGeminiComposer(screen: Screen): Composer | null {
  const place = findGeminiComposer(screen)
  if (!place || isGeminiLoading(screen, place)) return null
  const rows = screen.rows.slice(place.from)
  const first = rows[0]?.text ?? ''
  const text = PLACEHOLDER.test(first) ? '' : textOf(rows)
  if (SIGN.exec(first)?.[1] === '!') return { kind: 'draft', text: `! ${text}`.trim() }
  return { kind: text === '' ? 'empty' : 'draft', text }
}
