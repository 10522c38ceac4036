import type { Held } from '../../../ipc/model'
import type { Composer, QuestionSeen, ScreenReading } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { clockTime } from '../screens/clock'
import { type Menu, readMenu } from '../screens/menu'
import { type KindWords, questionOf } from '../screens/question'
import { isBlank, lastRow, quoted, squeeze } from '../screens/rows'

/**
 * The line of a running turn, at the left edge: `• Working (3s • esc to interrupt)`, `◦ Reconnecting... 1/5 (3s • …)`. While
 * an answer streams there is none (seen: 0.169.0): then only the title tells.
 */
const STATUS = /^[•◦] (.{1,120}?)\((?:\d{1,4}[hms] ?){1,3}•/
const HELD = /^(?:Reconnecting|Retrying|Rate limit)/i
/** What is queued stands between that line and the composer. */
const QUEUED = /^• (?:Queued|Messages to be|Pending)/
/** With this a turn ends: `  Worked for 3s • 13:35`, or a line with a square (an error, an interruption). */
const WORKED = /^ {2}Worked for [<\d]/
const SQUARE = /^■ (.*)$/
const INTERRUPTED = /^Conversation interrupted/
/** The limit of a plan, which ends the turn: `You’ve hit your usage limit. … or try again at 7:52 PM.` (seen: 0.169.0). */
const LIMIT = /^You['’]ve hit your usage limit/
const TRY_AGAIN = /\btry again at /
/** Each of its menus ends with a line that says which keys it takes. */
const HINT = /^(?:press)?enter(?:to)?(?:confirm|select|continue|submit|choose)|^esc(?:to)?(?:cancel|back|skip)/i

const KINDS: KindWords = [
  [/Trust this folder|Hooks need review|trust the contents|Do you trust/, 'trust'],
  [/Sign in with|how you want to use Codex/, 'login'],
  [/Update available|Update now/, 'update'],
  [/Would you like to|Allow Codex|wants to/i, 'permission'],
]

/** The composer's row: the last one whose `›` is not faint (that of a past prompt is), and which is no menu's cursor. */
function composerRow({ rows }: Screen): number {
  return lastRow(rows, row => /^›(?:\s|$)/.test(row.ink))
}

/**
 * A menu in the composer's place: its cursor at the left edge (a quoted one is indented), nothing but its hint below it. The
 * composer stands below everything that is quoted.
 */
function openMenu(screen: Screen): Menu | null {
  const menu = readMenu(screen)
  if (!menu || composerRow(screen) >= menu.to) return null
  if (!screen.rows.slice(menu.from, menu.to).some(row => /^[›>] ?\d/.test(row.text))) return null
  const below = screen.rows.slice(menu.to).filter(row => !isBlank(row) && !/^\s*[↓↑]$/.test(row.text))
  if (below.length === 0 || below.length > 3) return null
  return HINT.test(squeeze(below)) ? menu : null
}

/** Rows of a question: upwards until a block of the conversation (left edge) or two blank rows. */
function aboveMenu(rows: readonly ScreenRow[], from: number): ScreenRow[] {
  let top = from
  while (top > 0 && from - top < 30) {
    const row = rows[top - 1]
    if (!isBlank(row) && /^[•■✔✗◦]/.test(row?.text ?? '')) break
    if (isBlank(row) && isBlank(rows[top - 2]) && top < from - 1) break
    top -= 1
  }
  return rows.slice(top, from)
}

function readQuestion({ rows }: Screen, menu: Menu): ScreenReading {
  const question: QuestionSeen = questionOf(aboveMenu(rows, menu.from), menu, KINDS, 'first')
  const sure = menu.complete ? 'certain' : 'likely'
  return { says: 'waiting', sure, sentence: `Its screen asks: ${quoted(question.title)}`, question }
}

function readStatus(rows: readonly ScreenRow[], index: number, at: number): ScreenReading | null {
  const text = rows[index]?.text ?? ''
  const words = STATUS.exec(text)?.[1]
  if (words === undefined) return null
  if (!HELD.test(words))
    return { says: 'working', sure: 'certain', sentence: `Its screen shows a running turn: ${quoted(words)}` }
  const detail = rows
    .slice(index, index + 4)
    .map(row => row.text)
    .join(' ')
  return { says: 'held', sure: 'certain', sentence: `Its screen says: ${quoted(words)}`, held: heldBy(detail, at) }
}

function heldBy(detail: string, at: number): Held {
  const seconds = /\bin (\d{1,5}) ?s\b/.exec(detail)?.[1]
  const until = seconds === undefined ? null : at + Number(seconds) * 1000
  if (/\b429\b|rate limit/i.test(detail)) return { why: 'rate-limit', until }
  return { why: /\b(?:503|529)\b|overload/i.test(detail) ? 'overload' : 'retrying', until }
}

type Mark = 'square' | 'worked' | 'prompt' | 'queued' | 'bullet'

/** What begins on a row, null where nothing does. */
function markOf(row: ScreenRow): Mark | null {
  const { text } = row
  if (SQUARE.test(text)) return 'square'
  if (WORKED.test(text)) return 'worked'
  if (isPrompt(row)) return 'prompt'
  if (QUEUED.test(text)) return 'queued'
  return /^[•◦] /.test(text) ? 'bullet' : null
}

/** What the newest block above the composer says; what is queued for later is none. */
function readTurn({ rows, at }: Screen, composer: number): ScreenReading | null {
  const index = lastRow(rows.slice(0, composer), row => !['queued', null].includes(markOf(row)))
  const row = rows[index]
  const mark = row ? markOf(row) : null
  if (!row || mark === null) return idle('Its composer is open and no turn runs above it.')
  if (mark === 'square') return endedBySquare(squareWords(rows, index), at)
  if (mark === 'worked') return idle('Its last turn has ended and its composer is open.')
  if (mark === 'prompt') return idle('Its composer is open and no turn runs above it.', 'likely')
  return readStatus(rows, index, at) ?? readAnswer(rows.slice(0, index + 1))
}

/**
 * A block of text without a turn's end below it: an answer that streams, or a note (of `/model`, at the start). It is a note
 * where no prompt stands above it, or the end of a turn does.
 */
function readAnswer(rows: readonly ScreenRow[]): ScreenReading | null {
  const before = lastRow(rows, row => ['square', 'worked', 'prompt'].includes(markOf(row) ?? ''))
  const mark = rows[before] ? markOf(rows[before]) : null
  if (mark === 'prompt' || (mark === null && !isFresh(rows))) return null
  return idle('Its composer is open and no turn runs above it.')
}

function isFresh(rows: readonly ScreenRow[]): boolean {
  return rows.some(row => /^\s{0,2}(?:│ )?>_ .*Codex/.test(row.text))
}

/** A prompt of the conversation: its sign is faint. */
function isPrompt(row: ScreenRow | undefined): boolean {
  return row !== undefined && /^› /.test(row.text) && !/^›/.test(row.ink)
}

/** The words behind a square, with those that were wrapped to the left edge, down to a blank row. */
function squareWords(rows: readonly ScreenRow[], index: number): string {
  const end = rows.findIndex((row, at) => at > index && isBlank(row))
  const below = rows.slice(index + 1, Math.min(end < 0 ? rows.length : end, index + MOST_SQUARE))
  return [SQUARE.exec(rows[index]?.text ?? '')?.[1] ?? '', ...below.map(row => row.text.trim())].join(' ')
}

/** Rows that the words of an error may take in a narrow pane. */
const MOST_SQUARE = 12

/** The limit of a plan, while it lasts: what is told of a time that has been is over. */
function limited(words: string, at: number): ScreenReading | null {
  const told = TRY_AGAIN.exec(words)
  const until = told ? clockTime(words.slice(told.index + told[0].length), at) : null
  if (until !== null && until <= at) return null
  return {
    says: 'held',
    sure: 'certain',
    sentence: `Its screen says: ${quoted(words)}`,
    held: { why: 'rate-limit', until },
  }
}

function endedBySquare(words: string, at: number): ScreenReading {
  if (LIMIT.test(words))
    return limited(words, at) ?? idle('The limit that it told of is over, and its composer is open.')
  if (INTERRUPTED.test(words)) return idle('Its last turn was interrupted and its composer is open.')
  return { says: 'error', sure: 'certain', sentence: `Its last turn failed: ${quoted(words)}` }
}

function idle(sentence: string, sure: ScreenReading['sure'] = 'certain'): ScreenReading {
  return { says: 'idle', sure, sentence }
}

/** Words that it leaves above the shell's prompt when it ends. */
const ENDED = /Toreconnect,run:codexresume|Tocontinuethissession,runcodexresume/

/**
 * While it starts it paints a composer that takes nothing yet (what is typed comes out later, in part): 1 s after its start,
 * for 2 to 12 s (seen: 0.169.0, on a loaded machine). Below its name stands `loading`, or (in 40 columns) the folder; below
 * the composer nothing but `? for shortcuts`, which is joined by the model and `← for agents` once it is ready.
 */
function isLoading({ rows }: Screen): boolean {
  const name = rows.findIndex(row => /^\s{0,4}>_ .*Codex/.test(row.text))
  if (name < 0) return false
  if (/^\s+loading\b/.test(rows[name + 1]?.text ?? '')) return true
  const shown = rows.slice(name).filter(row => !isBlank(row))
  return shown.at(-1)?.text.trim() === '? for shortcuts' && /^›/.test(shown.at(-2)?.ink ?? '')
}

/** Codex's screen (watched: 0.169.0, 40 to 200 columns); null where nothing tells, as while an answer streams. */
export function readCodexScreen(screen: Screen): ScreenReading | null {
  const menu = openMenu(screen)
  if (menu) return readQuestion(screen, menu)
  if (isLoading(screen)) return { says: 'starting', sure: 'certain', sentence: 'Its screen says that it is loading.' }
  const composer = composerRow(screen)
  if (composer >= 0) return readTurn(screen, composer)
  if (ENDED.test(squeeze(screen.rows)))
    return { says: 'exited', sure: 'likely', sentence: 'Its screen ends with how to resume the conversation.' }
  return null
}

/**
 * Codex's composer: `›` and the text down to a blank row and the footer (which a long draft pushes out). The placeholder is
 * faint as a whole.
 */
export function readCodexComposer(screen: Screen): Composer | null {
  if (openMenu(screen) || isLoading(screen)) return null
  const from = composerRow(screen)
  if (from < 0) return null
  const rows = screen.rows.slice(from)
  const last = lastRow(rows, row => !isBlank(row))
  const gap = lastRow(rows.slice(0, last + 1), row => isBlank(row))
  const inside = gap > 0 ? rows.slice(0, gap) : rows.slice(0, last + 1)
  const text = inside
    .map(row => row.ink.slice(2).trimEnd())
    .join('\n')
    .trim()
  return { kind: text === '' ? 'empty' : 'draft', text }
}
