import type { Held } from '../../../ipc/model'
import type { QuestionSeen, ScreenReading } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { clockTime } from '../screens/clock'
import { readMenu } from '../screens/menu'
import { type KindWords, questionOf } from '../screens/question'
import { isBlank, isRule, lastRow, quoted, squeeze } from '../screens/rows'
import { type ComposerPlace, findComposer, hasEnded, lastContentRow } from './claude-composer'

/**
 * The line that moves while a turn runs, always at the left edge (answers and prompts are indented by two, so a quoted one
 * is not taken for it): `✻ Pondering… (3s · ↓ 22 tokens)`, `✻ API error · Retrying in 4s · attempt 4/10`. After the turn
 * the same place says `✻ Worked for 3s`.
 */
const STATUS = /^[·✢✳✶✻✽*] (\S.*)$/
/** In 40 columns the sign may stand alone, and its words below it at the left edge. */
const LONE_SIGN = /^[·✢✳✶✻✽*]$/
/** `API error · Retrying in 4s · attempt 4/10`; 2.1.330: `429 words of the server · retrying in 5s · attempt 4/10`. */
const RETRYING = /\bretrying in (\d{1,5}) ?s/i
const RETRIES = /^[^…]{0,40}\bRetrying\b|^.{0,200}· [Rr]etrying in \d/
const FAILED =
  /^(?:●|❯ .* ⎿) {1,3}(?:API Error\b|Invalid API key|Credit balance|Please run \/login|OAuth token|Login expired)/
/**
 * The limit of a plan: `❯ prompt`, below it `⎿  You've hit your session limit · resets 7:54pm (UTC)`. Seen with a token of
 * a plan; other limits' names and the bullet are from the vendor's words.
 */
const LIMIT =
  /^(?:●|❯ .* ⎿) {1,3}(?:You've hit your|Claude usage limit|Claude AI usage limit|5-hour limit|Session limit|Weekly limit)/
const RESETS = /\bresets (?:at )?(?=[A-Z\d])/
/** A limit of a plan ends within so many minutes when only a time of day is told. */
const MOST_WAIT = 12 * 60
/** Hints below a menu, with which each of Claude Code's ends. */
const HINT = /esctocancel|entertoconfirm|entertoselect|pressenter/i

const KINDS: KindWords = [
  [/Accessing workspace|trust this folder|you trust\?|Bypass Permissions mode|auto mode your default/, 'trust'],
  [/Select login method|custom API key|Browser didn't open|Paste code here/, 'login'],
  [/text style that looks best/, 'theme'],
  [/Update available|new version/i, 'update'],
  [
    /Do you want to (?:proceed|create|make|overwrite|allow|use)|wants to (?:search|fetch|use)|permission/i,
    'permission',
  ],
]

/** What begins a block of the conversation, at the left edge: no menu that is open has one below it. */
const BLOCK = /^[●⏺❯·✢✳✶✻✽*] /

/** Rows of a question above its menu: from the last rule on, else from what scrolled least far. */
const MOST_ABOVE = 40

function aboveMenu(rows: readonly ScreenRow[], from: number): ScreenRow[] {
  const near = rows.slice(Math.max(0, from - MOST_ABOVE), from)
  return near.slice(lastRow(near, row => isRule(row)) + 1)
}

function waiting(question: QuestionSeen, sure: ScreenReading['sure']): ScreenReading {
  return { says: 'waiting', sure, sentence: `Its screen asks: ${quoted(question.title)}`, question }
}

/** In 40 columns the end of a hint is wrapped: `to explain`. */
function endsWithHint(below: readonly ScreenRow[]): boolean {
  const wrapped = /^\s*[a-z]/.test(below.at(-1)?.text ?? '') ? 2 : 1
  return HINT.test(squeeze(below.slice(-wrapped)))
}

/** A menu where the composer would be; several boxes to tick (`[ ]`) can only be answered in the terminal. */
function readQuestion(screen: Screen): ScreenReading | null {
  const { rows } = screen
  const menu = readMenu(screen)
  if (!menu) return readNotice(screen)
  const below = rows.slice(menu.to).filter(row => !isBlank(row))
  // A quoted one, in a view of the conversation that has no composer.
  if (below.some(row => BLOCK.test(row.text))) return null
  // A choice that takes up more room than is left scrolls the hint away: the theme menu of the first start.
  const hinted = endsWithHint(below)
  const question = questionOf(aboveMenu(rows, menu.from), menu, KINDS, 'last')
  const boxes = menu.choices.some(one => /^\[.\]/.test(one.label))
  return waiting(boxes ? { ...question, choices: [] } : question, menu.complete && hinted ? 'certain' : 'likely')
}

/** The screen ends with two to four choices without digits, one of them with the cursor (2.1.330: its permission mode). */
function endsWithChoices(rows: readonly ScreenRow[], last: number): boolean {
  const from = lastRow(rows.slice(0, last + 1), row => isBlank(row)) + 1
  const choices = rows.slice(from, last + 1).map(row => row.text)
  const chosen = choices.filter(text => /^ {1,4}❯ \S/.test(text))
  return choices.length >= 2 && choices.length <= 4 && chosen.length === 1 && choices.every(text => /^ /.test(text))
}

/**
 * A page of the first start that waits for Enter alone or for a code to be pasted, a menu without digits, or one that is
 * higher than the pane, of which the cursor's row is scrolled away (`/model` in 40 columns): without choices, to be answered
 * in the terminal.
 */
function readNotice({ rows }: Screen): ScreenReading | null {
  const last = lastRow(rows, row => !isBlank(row))
  const text = rows[last]?.text ?? ''
  const notice = /^\s?(?:Press Enter to continue|Paste code here if prompted)/.test(text) || endsWithChoices(rows, last)
  if (!notice && !/esctocancel$/i.test(squeeze(rows.slice(Math.max(0, last - 2), last + 1)))) return null
  const question = questionOf(aboveMenu(rows, last), null, KINDS, 'last')
  return waiting({ ...question, kind: question.kind === 'choice' ? 'other' : question.kind }, 'likely')
}

/** The line of the running or the last turn: upwards from the composer, past tips, tasks and queued prompts (indented). */
function statusOf(rows: readonly ScreenRow[], place: ComposerPlace): string | null {
  for (let index = lastContentRow(rows, place); index >= 0; index -= 1) {
    const text = rows[index]?.text ?? ''
    if (text.trim() === '' || text.startsWith(' ')) continue
    const words = STATUS.exec(text)?.[1] ?? (LONE_SIGN.test(rows[index - 1]?.text ?? '') ? text : null)
    return words === null ? null : `${words} ${rows[index + 1]?.text.trim() ?? ''}`
  }
  return null
}

function held(status: string, at: number): ScreenReading {
  const seconds = Number(RETRYING.exec(status)?.[1] ?? Number.NaN)
  const until = Number.isNaN(seconds) ? null : at + seconds * 1000
  const why: Held['why'] = 'retrying'
  return { says: 'held', sure: 'certain', sentence: `Its screen says: ${quoted(status)}`, held: { why, until } }
}

/** What stands indented below a row, as far as a narrow pane wraps one sentence: three rows, joined. */
function resultBelow(rows: readonly ScreenRow[], index: number): string {
  const below = rows.slice(index + 1, index + 4)
  const end = below.findIndex(row => isBlank(row) || !row.text.startsWith(' '))
  return below
    .slice(0, end < 0 ? below.length : end)
    .map(row => row.text.trim().replace(/\s+/g, ' '))
    .join(' ')
}

/** The limit of a plan, while it lasts: what is told of a time that has been is over. */
function limited(block: string, at: number): ScreenReading | null {
  const told = RESETS.exec(block)
  const until = told ? clockTime(block.slice(told.index + told[0].length), at, MOST_WAIT) : null
  if (until !== null && until <= at) return null
  const held: Held = { why: 'rate-limit', until }
  return { says: 'held', sure: 'certain', sentence: `Its screen says: ${quoted(block)}`, held }
}

/**
 * First row of the last block of the conversation, above the composer and the line of the finished turn. A prompt that has
 * only a result below it (`⎿  Credit balance too low`) is followed by that, so that an indented quotation is not taken for it.
 */
function lastBlock(rows: readonly ScreenRow[], place: ComposerPlace): string {
  for (let index = lastContentRow(rows, place); index >= 0; index -= 1) {
    const text = rows[index]?.text ?? ''
    if (text.trim() === '' || text.startsWith(' ') || STATUS.test(text)) continue
    return text.startsWith('❯') ? `${quoted(text)} ${resultBelow(rows, index)}` : text
  }
  return ''
}

function readTurn(screen: Screen, place: ComposerPlace): ScreenReading {
  const { rows } = screen
  const status = statusOf(rows, place)
  if (status && RETRIES.test(status)) return held(status, screen.at)
  const stoppable = /esctointerrupt/.test(squeeze(rows.slice(place.bottom + 1)))
  if (status?.includes('…') || stoppable) {
    const words = status ? quoted(status) : 'esc to interrupt'
    return { says: 'working', sure: 'certain', sentence: `Its screen shows a running turn: ${words}` }
  }
  const block = lastBlock(rows, place)
  if (FAILED.test(block)) return { says: 'error', sure: 'certain', sentence: `Its last turn failed: ${quoted(block)}` }
  const limit = LIMIT.test(block) ? limited(block, screen.at) : null
  if (limit) return limit
  return { says: 'idle', sure: 'certain', sentence: 'Its composer is open and no turn runs above it.' }
}

/** How to resume, or that its vendor's servers could not be reached at the first start: it says so and ends. */
const ENDED = /Resumethissessionwith:claude--resume|UnabletoconnecttoAnthropicservices/

/**
 * Claude Code's screen (watched: 2.1.197, and in parts 2.1.330; 40 to 200 columns), from the newest rows upwards; null where
 * nothing tells.
 */
export function readClaudeScreen(screen: Screen): ScreenReading | null {
  const place = findComposer(screen)
  if (place && !hasEnded(screen, place)) return readTurn(screen, place)
  if (place || ENDED.test(squeeze(screen.rows.filter(row => !isBlank(row)).slice(-15))))
    return { says: 'exited', sure: 'likely', sentence: 'Its screen ends with its last words.' }
  return readQuestion(screen)
}
