import type { Choice, Held } from '../../../ipc/model'
import type { QuestionSeen, ScreenReading } from '../agent-type'
import type { Screen, ScreenRow } from '../screen'
import { colourAt } from '../screens/colours'
import { readMenu } from '../screens/menu'
import { questionOf } from '../screens/question'
import { isBlank, lastRow, quoted, squeeze } from '../screens/rows'
import { findOpenCodeComposer, type OpenCodeComposer } from './opencode-composer'

/*
 * OpenCode's screen (watched: 1.18.33, 40 to 200 columns). It draws all of it anew each time, so nothing old stands there.
 */

/** The squares of its spinner; in 40 columns words stand on some of them. Some versions show one sign instead. */
const SPINNER = /^ *(?:\S{0,8}[⬝■]|\[⋯\])/u
/** `[retrying in 6s attempt #4]`, at first without a time, in 40 columns without its first word. */
const RETRYING = /\[?(?:retrying)?(?:in(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?)?attempt#\d{1,4}\]/
/** What stands there between turns: the folder, or (before the first prompt) the hints alone. */
const AT_REST = /^ *(?:[~/]|.*\bctrl\+p\b)/
/** A turn's last line: `▣  Build · Stand-in · 22.3s`, `… · interrupted`; without either while it runs, or when it failed. */
const TURN = /^ *▣ {1,3}\S/u
const TIMED = /· (?:\d[\d.]{0,5}(?:ms|s|m|h)(?: \d{1,2}s)?|interrupted)$/
const SIDE_BAR = /• OpenCode \d/u
/** Column of its bars, once there is a conversation. */
const MOST_LEFT = 2

/** A panel in the composer's place: rows with a bar at the left edge down to the screen's end; what is said is indented further. */
interface Panel {
  /** Row of the screen at which it begins. */
  readonly top: number
  /** Its rows without the bar. */
  readonly rows: readonly ScreenRow[]
}

function findPanel({ rows, width }: Screen): Panel {
  const last = lastRow(rows, row => !isBlank(row))
  const left = rows[last]?.text.indexOf('┃') ?? -1
  if (left < 0 || left > MOST_LEFT) return { top: 0, rows: [] }
  let top = last
  while (top > 0 && rows[top - 1]?.text.charAt(left) === '┃') top -= 1
  // From about 120 columns on a side bar stands beside it, with the version in its last row.
  const side = SIDE_BAR.exec(rows[last]?.text ?? '')?.index ?? 0
  const right = side > width / 2 ? side : width
  const inner = (text: string) =>
    text
      .slice(left + 1, right)
      .replace(/^ {1,2}/, '')
      .trimEnd()
  return { top, rows: rows.slice(top, last + 1).map(row => ({ text: inner(row.text), ink: inner(row.ink) })) }
}

const PERMISSION = /^ ?△ (?:Permission required|Always allow|Reject permission)/u
/** Each choice by its words, and the key that is shown for it. */
const BUTTONS = [
  { words: /Allow ?once/, key: 'once', label: 'Allow once', danger: false },
  { words: /Allow ?always/, key: 'always', label: 'Allow always', danger: true },
  { words: /Reject/, key: 'reject', label: 'Reject', danger: false },
  { words: /Confirm(?!a)/, key: 'confirm', label: 'Confirm', danger: true },
  { words: /Cancel/, key: 'cancel', label: 'Cancel', danger: false },
] as const

/** The key of the one button whose background is another than the others'; null where that cannot be told. */
function chosenButton(screen: Screen, from: number, keys: readonly string[]): string | null {
  const backs = BUTTONS.filter(({ key }) => keys.includes(key)).map(({ words, key }) => {
    const row = screen.rows.findIndex((one, index) => index >= from && words.test(one.text))
    const column = words.exec(screen.rows[row]?.text ?? '')?.index ?? -1
    return { key, back: row < 0 ? null : (colourAt(screen, row, column)?.back ?? null) }
  })
  if (backs.some(one => one.back === null)) return null
  const alone = backs.filter(one => backs.filter(({ back }) => back === one.back).length === 1)
  // Of two that differ neither is the other one: the first question has three, of the second only *Cancel* is offered.
  return backs.length > 2 && alone.length === 1 ? (alone[0]?.key ?? null) : null
}

/** A permission: its buttons stand below what it is about. */
function readPermission(screen: Screen, { top, rows: panel }: Panel): ScreenReading | null {
  const at = panel.findIndex(row => PERMISSION.test(row.text))
  if (at < 0) return null
  const title = panel[at]?.text.replace(/^ ?△ /u, '').trim() ?? ''
  const end = lastRow(panel, row => /Allow ?once|Confirm/.test(row.text))
  const words = end > at ? squeeze(panel.slice(end)) : ''
  const shown = BUTTONS.filter(one => words.includes(one.label.replace(' ', '')))
  const chosen = chosenButton(
    screen,
    top + end,
    shown.map(one => one.key),
  )
  const choices: Choice[] = shown.map(({ key, label, danger }) => ({ key, label, danger, selected: key === chosen }))
  const about = panel.slice(at + 1, end > at ? end : undefined).filter(row => !isBlank(row))
  const lines = about.map(row => row.text.trimEnd())
  const question: QuestionSeen = {
    kind: 'permission',
    title: title.slice(0, 300),
    detail: lines.join('\n').slice(0, 2000),
    choices,
  }
  const sentence = `Its screen asks: ${quoted([title, ...lines].join(' '))}`
  return { says: 'waiting', sure: choices.length > 1 ? 'certain' : 'likely', sentence, question }
}

/** A question of its own: numbered, with a line of its keys below; the chosen one shows by its colour alone. */
function readAsked(screen: Screen, { rows: panel }: Panel): ScreenReading | null {
  if (!/esc\S{0,40}dismiss$/.test(squeeze(panel.slice(-5)))) return null
  const first = panel.findIndex(row => /^ ?1\. /.test(row.text))
  const rows = panel.map((row, index) => (index === first ? { ...row, text: row.text.replace(/^ ?/, '❯ ') } : row))
  const menu = first < 0 ? null : readMenu({ ...screen, rows })
  const from = menu?.from ?? panel.length - 1
  const question = questionOf(panel.slice(0, from), menu, [], 'last')
  const boxes = question.choices.some(one => /^\[.\]/.test(one.label))
  const choices = boxes ? [] : question.choices.map(one => ({ ...one, selected: false }))
  const sure = menu?.complete ? 'certain' : 'likely'
  return {
    says: 'waiting',
    sure,
    sentence: `Its screen asks: ${quoted(question.title)}`,
    question: { ...question, choices },
  }
}

function heldBy(words: string, at: number): Held | null {
  const told = RETRYING.exec(words)
  if (!told) return null
  const [hours = 0, minutes = 0, seconds = 0] = told.slice(1).map(part => Number(part ?? 0))
  const until = told.slice(1).some(Boolean) ? at + ((hours * 60 + minutes) * 60 + seconds) * 1000 : null
  const before = words.slice(0, told.index)
  const why = /ratelimit|429|toomanyrequests/i.test(before) ? 'rate-limit' : null
  return { why: why ?? (/overload|529|503/i.test(before) ? 'overload' : 'retrying'), until }
}

/** The rows below the composer: a spinner there, or the folder. */
function readFooter(rows: readonly ScreenRow[], at: number): ScreenReading | null {
  const words = squeeze(rows)
  const held = heldBy(words, at)
  const turns = rows.some(row => SPINNER.test(row.text)) || /esc(?:againto)?interrupt/.test(words)
  if (!turns && !held) return null
  const shown = quoted(rows[0]?.text.replace(SPINNER, '') ?? '')
  // The first Escape only asks for a second one; 5 s later that is forgotten.
  const again = /escagain/.test(words) ? ({ asksAgain: true } as const) : {}
  if (held) return { says: 'held', sure: 'certain', sentence: `Its screen says: ${shown}`, held, ...again }
  return { says: 'working', sure: 'certain', sentence: `Its screen shows a running turn: ${shown}`, ...again }
}

/**
 * The words of a failure, with which the newest turn ended: a bar of another colour than the turn's own, directly above its last
 * line, which has no time. Prompts have bars as well, of the turn's colour.
 */
function failure(screen: Screen, { top, left, right }: OpenCodeComposer): string | null {
  const { rows } = screen
  const last = lastRow(rows.slice(0, top), row => !isBlank(row))
  const line = rows[last]?.text.slice(0, right + 1).trimEnd() ?? ''
  const above = lastRow(rows.slice(0, last), row => row.text.slice(0, right + 1).trim() !== '')
  const bar = (index: number) => rows[index]?.text.charAt(left) === '┃'
  if (!TURN.test(line) || TIMED.test(line) || !bar(above)) return null
  const turn = colourAt(screen, last, line.indexOf('▣'))?.fore
  const colour = colourAt(screen, above, left)?.fore
  if (turn === undefined || colour === undefined || turn === colour) return null
  let from = above
  while (from > 0 && bar(from - 1)) from -= 1
  const words = rows.slice(from, above + 1).map(row => row.text.slice(left + 1, right + 1).trim())
  return words.join(' ').trim()
}

/** What it leaves above the shell's prompt. */
function readEnd({ rows }: Screen): ScreenReading | null {
  if (!/Continueopencode-sses_/.test(squeeze(rows.filter(row => !isBlank(row)).slice(-8)))) return null
  return { says: 'exited', sure: 'likely', sentence: 'Its screen ends with how to continue the conversation.' }
}

/** Reads OpenCode's screen, from its newest rows upwards; null where nothing tells, as behind a list that is open. */
export function readOpenCodeScreen(screen: Screen): ScreenReading | null {
  const place = findOpenCodeComposer(screen)
  if (!place) {
    const panel = findPanel(screen)
    return readPermission(screen, panel) ?? readAsked(screen, panel) ?? readEnd(screen)
  }
  const { rows } = screen
  const running = readFooter(rows.slice(place.bottom + 1), screen.at)
  if (running) return running
  const failed = failure(screen, place)
  if (failed !== null) return { says: 'error', sure: 'certain', sentence: `Its last turn failed: ${quoted(failed)}` }
  const rests = AT_REST.test(rows[place.bottom + 1]?.text ?? '')
  return { says: 'idle', sure: rests ? 'certain' : 'likely', sentence: 'Its composer is open and no turn is seen.' }
}
