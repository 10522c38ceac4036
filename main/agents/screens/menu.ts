import type { Choice } from '../../../ipc/model'
import type { Screen, ScreenRow } from '../screen'
import { isBlank, isRule, lastRow } from './rows'

/** A numbered list with a cursor on one of its lines. */
export interface Menu {
  readonly choices: readonly Choice[]
  /** Row of the first choice, and the first row after the last one (with its wrapped lines). */
  readonly from: number
  readonly to: number
  /** The list begins with 1 and no number is left out. */
  readonly complete: boolean
}

interface Item {
  readonly row: number
  readonly number: number
  readonly label: string
  readonly selected: boolean
}

/** `❯ 1. Yes`, `  2. No`, and in a narrow Claude Code `❯ 1.Claude account`. */
const ITEM = /^\s{0,6}(?:([❯›>])\s{0,3})?(\d{1,2})\.\s{0,3}(\S.*)$/
/** Rows that may stand between two choices: wrapped lines, descriptions, blanks. */
const MOST_BETWEEN = 6
const MOST_CHOICES = 30
const MOST_LABEL = 300
/** What allows more than the one act that is asked about, or ends the program. */
const DANGER =
  /\b(always|don['’]t ask|allow all|all edits|this session|auto mode|trust all|bypass|i accept|exit|quit|full access|run in background|update now)\b/i

function itemAt(rows: readonly ScreenRow[], row: number): Item | null {
  const match = ITEM.exec(rows[row]?.text ?? '')
  if (!match) return null
  return { row, number: Number(match[2]), label: match[3] ?? '', selected: match[1] !== undefined }
}

/** The next choice upwards (step -1) or downwards (1), which has the next number; null: the list ends here. */
function neighbour(rows: readonly ScreenRow[], item: Item, step: 1 | -1): Item | null {
  for (let distance = 1; distance <= MOST_BETWEEN; distance += 1) {
    const next = itemAt(rows, item.row + step * distance)
    if (next) return next.number === item.number + step && !next.selected ? next : null
  }
  return null
}

function itemsAround(rows: readonly ScreenRow[], cursor: Item): Item[] {
  const items = [cursor]
  for (const step of [-1, 1] as const) {
    let next = neighbour(rows, cursor, step)
    while (next && items.length < MOST_CHOICES) {
      if (step === -1) items.unshift(next)
      else items.push(next)
      next = neighbour(rows, next, step)
    }
  }
  return items
}

/** A line that could not take the next row's first word was wrapped; else that row is a description. */
function joined(label: string, lines: readonly string[], width: number, indent: number): string {
  let text = label
  let used = indent + label.length
  for (const line of lines) {
    const words = line.trim()
    const wrapped = used + 1 + (words.split(' ', 1)[0]?.length ?? 0) >= width - 1
    text += (wrapped ? ' ' : ' · ') + words
    used = line.length
  }
  return text.replace(/\s{2,}/g, ' · ').slice(0, MOST_LABEL)
}

/** Lines that belong to a choice: those below it up to the next blank one, rule or choice. */
function linesBelow(rows: readonly ScreenRow[], row: number, end: number): string[] {
  const lines: string[] = []
  for (let at = row + 1; at < end; at += 1) {
    const next = rows[at]
    if (!next || isBlank(next) || isRule(next) || itemAt(rows, at) || !/^\s{3,}/.test(next.text)) break
    lines.push(next.text)
  }
  return lines
}

/** The lowest list on the screen that has a cursor, or null. What stands below it is for the caller to judge. */
export function readMenu({ rows, width }: Screen): Menu | null {
  const cursorRow = lastRow(rows, (_, row) => itemAt(rows, row)?.selected === true)
  const cursor = cursorRow < 0 ? null : itemAt(rows, cursorRow)
  if (!cursor) return null
  const items = itemsAround(rows, cursor)
  const last = items[items.length - 1] ?? cursor
  const choices = items.map((item, index) => {
    const lines = linesBelow(rows, item.row, items[index + 1]?.row ?? rows.length)
    const indent = (rows[item.row]?.text.length ?? 0) - item.label.length
    const label = joined(item.label, lines, width, indent)
    return { key: String(item.number), label, selected: item === cursor, danger: DANGER.test(label) }
  })
  const to = last.row + 1 + linesBelow(rows, last.row, rows.length).length
  return { choices, from: items[0]?.row ?? cursorRow, to, complete: items[0]?.number === 1 && items.length > 1 }
}
