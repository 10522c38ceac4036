import type { QuestionSeen, ScreenReading, TitleReading } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { type Menu, readMenu } from '../screens/menu'
import { type KindWords, questionOf } from '../screens/question'
import { isBlank, lastRow, quoted, squeeze } from '../screens/rows'
import { findGeminiComposer, isGeminiLoading } from './gemini-composer'

/**
 * `✦  Working… (folder)` or `✦  What it thinks about (folder)`, `⏲  Working…` while a command says nothing, `◇  Ready`,
 * `✋  Action Required` (seen: 0.61.0). *Ready* also stands there at the questions of its start, and for a moment while a
 * queued prompt begins.
 */
export function readGeminiTitle(title: string): TitleReading | null {
  if (/^(?:✦|⏲) {2}/u.test(title)) return { says: 'working', sentence: 'Its title says that it works.' }
  if (!/^(?:◇ {2}Ready|✋ {2}Action Required)/u.test(title)) return null
  return {
    says: 'not-working',
    sentence: 'Its title shows no running turn, but a title cannot tell whether it is done or waits for an answer.',
  }
}

/** The line of a running turn, directly above the composer's rule: ` ⠦ Thinking... (esc to cancel, 2s)`. */
const STATUS = /^\s?[\u2800-\u28ff] (\S.*)$/u
/** Rows that its words may take in a narrow pane. */
const MOST_STATUS = 4
/** By its source; not seen in five minutes of 429, in which nothing told it from work. */
const RETRYING = /Tryingtoreach.{1,80}\(Attempt\d|takingabitlonger/
/** What begins a block of the conversation; what an agent says stands behind its `✦` or is indented. */
const BLOCK = /^(?:[✦ℹ✕⚠╭╰│]| [>!] | {2}[✓✗x?-] )/
const FAILED = /^✕ /
/** Below the words of a failure. */
const NOTE = /^ℹ This request failed\./

const KINDS: KindWords = [
  [/Do you trust the files/, 'trust'],
  [/authenticate|API Key|Sign in|Waiting for auth/i, 'login'],
  [/Allow |Apply this change|Do you want to proceed/, 'permission'],
]

/** The rows without the frames that it draws around its questions, and with the sign of its cursor as others have it. */
function unframed(screen: Screen): Screen {
  // The blanks before the frame go in another way than by a pattern, which tries each of a whole row anew.
  const open = (text: string) => (text.endsWith('│') ? text.slice(0, -1).trimEnd() : text)
  const plain = (text: string) => open(text.replace(/^ ?│ ?/, '')).replace(/^(\s{0,6})● (?=\d)/, '$1❯ ')
  return { ...screen, rows: screen.rows.map(row => ({ text: plain(row.text), ink: plain(row.ink) })) }
}

const FRAME_TOP = /^\s?╭─{8,}╮$/
const FRAME_BOTTOM = /^\s?╰─{8,}╯$/

/** Rows of the frame with which the screen ends, or null. An inner frame is indented further. */
function lastFrame({ rows }: Screen): { top: number; bottom: number } | null {
  const bottom = lastRow(rows, row => !isBlank(row))
  if (!FRAME_BOTTOM.test(rows[bottom]?.text ?? '')) return null
  // A question that is higher than the pane has its top scrolled away.
  return { top: lastRow(rows.slice(0, bottom), row => FRAME_TOP.test(row.text)), bottom }
}

function waiting(question: QuestionSeen, sure: ScreenReading['sure']): ScreenReading {
  return { says: 'waiting', sure, sentence: `Its screen asks: ${quoted(question.title)}`, question }
}

/** A frame at the very end of the screen, in the composer's place. */
function readQuestion(screen: Screen): ScreenReading | null {
  const frame = lastFrame(screen)
  if (!frame) return null
  const plain = unframed(screen)
  const menu: Menu | null = readMenu({ ...plain, rows: plain.rows.slice(0, frame.bottom) })
  const inside = menu && menu.from > frame.top ? menu : null
  const above = plain.rows.slice(frame.top + 1, inside?.from ?? frame.bottom)
  const question = questionOf(
    above.filter(row => !/^\s*[╭╰]─/.test(row.text)),
    inside,
    KINDS,
    'last',
  )
  if (inside) return waiting(question, inside.complete && frame.top >= 0 ? 'certain' : 'likely')
  // A text to be typed, as a key: only in the terminal. Frames of tools that have run stand there too, for a moment.
  return question.kind === 'choice' ? null : waiting({ ...question, choices: [] }, 'likely')
}

/** The paragraph that ends directly above the composer's rule, if it is that of a turn: its rows. */
function statusOf(rows: readonly ScreenRow[], rule: number): readonly ScreenRow[] | null {
  for (let index = rule - 1; index >= Math.max(0, rule - MOST_STATUS) && !isBlank(rows[index]); index -= 1)
    if (STATUS.test(rows[index]?.text ?? '')) return rows.slice(index, rule)
  return null
}

/** What is queued stands above the composer; with no turn above it, it waits for its own start (`Prompts will be queued`). */
const QUEUED = /^ {2}Queued \(press . to edit\):$/u
const MOST_QUEUED = 12
const INITIALIZING = /^ℹ Initializing\.\.\. Prompts/u

function holdsPrompts(rows: readonly ScreenRow[], rule: number): boolean {
  return rows.slice(Math.max(0, rule - MOST_QUEUED), rule).some(row => QUEUED.test(row.text))
}

/** The newest block of the conversation. */
function lastBlock(rows: readonly ScreenRow[], rule: number): string {
  const above = rows.slice(0, rule)
  const at = lastRow(above, row => BLOCK.test(row.text) && !NOTE.test(row.text))
  return at < 0 ? '' : `${rows[at]?.text ?? ''} ${rows[at + 1]?.text.trim() ?? ''}`
}

function readTurn({ rows }: Screen, rule: number): ScreenReading {
  const status = statusOf(rows, rule)
  if (status !== null) {
    const words = quoted(status.map(row => row.text.replace(STATUS, '$1').replace(/ {2,}\S.*$/, '')).join(' '))
    if (!RETRYING.test(squeeze(status)))
      return { says: 'working', sure: 'certain', sentence: `Its screen shows a running turn: ${words}` }
    const held = { why: 'retrying', until: null } as const
    return { says: 'held', sure: 'certain', sentence: `Its screen says: ${words}`, held }
  }
  const block = lastBlock(rows, rule)
  if (holdsPrompts(rows, rule) || INITIALIZING.test(block))
    return { says: 'starting', sure: 'certain', sentence: 'It keeps what it was sent until it has started.' }
  if (FAILED.test(block)) return { says: 'error', sure: 'certain', sentence: `Its last turn failed: ${quoted(block)}` }
  return { says: 'idle', sure: 'certain', sentence: 'Its composer is open and no turn runs above it.' }
}

/** What it leaves above the shell's prompt. */
const ENDED = /Agentpoweringdown|Toresumethissession:/

/** Gemini CLI's screen (watched: 0.61.0, 40 to 200 columns), from the newest rows upwards; null where nothing tells. */
export function readGeminiScreen(screen: Screen): ScreenReading | null {
  const place = findGeminiComposer(screen)
  if (place && isGeminiLoading(screen, place))
    return { says: 'starting', sure: 'likely', sentence: 'Its composer is painted, but it has not said its name yet.' }
  if (place) return readTurn(screen, place.rule)
  const last = screen.rows[lastRow(screen.rows, row => !isBlank(row))]?.text ?? ''
  if (/^ Gemini CLI is restarting/.test(last))
    return { says: 'starting', sure: 'certain', sentence: 'Its screen says that it starts anew.' }
  const asked = readQuestion(screen)
  if (asked) return asked
  if (ENDED.test(squeeze(screen.rows.filter(row => !isBlank(row)))))
    return { says: 'exited', sure: 'likely', sentence: 'Its screen ends with its last words.' }
  return null
}
