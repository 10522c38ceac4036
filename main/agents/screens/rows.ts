import type { ScreenRow } from '../screen'

/** Longest piece of a screen that goes into a sentence, in characters. */
const MOST_QUOTED = 80

/** A row's text in words for people: one line, cut. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED - 1)}…` : line
}

/** Nothing is on the row; Claude Code pads with no-break spaces. */
export function isBlank(row: ScreenRow | undefined): boolean {
  return row === undefined || row.text.trim() === ''
}

/** A line that separates: at least ten dashes from the left edge, perhaps with a name in it. */
export function isRule(row: ScreenRow | undefined): boolean {
  return row !== undefined && /^─{8,}(?: .{1,80} )?─{2,}$/.test(row.text)
}

/** Index of the last row that fits, or -1. */
export function lastRow(rows: readonly ScreenRow[], fits: (row: ScreenRow, index: number) => boolean): number {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index]
    if (row && fits(row, index)) return index
  }
  return -1
}

/**
 * Text of several rows without any blanks, so that a word that a narrow pane wrapped is still found. Only for looking for
 * fixed words.
 */
export function squeeze(rows: readonly ScreenRow[]): string {
  return rows.map(row => row.text.replace(/\s+/g, '')).join('')
}

/** Rows as paragraphs (rows without a blank one between), each joined to one line. */
export function paragraphs(rows: readonly ScreenRow[]): string[] {
  const found: string[] = []
  let open = ''
  for (const row of [...rows, undefined]) {
    if (!isBlank(row)) open = `${open} ${row?.text.trim() ?? ''}`.trim()
    else if (open !== '') {
      found.push(open)
      open = ''
    }
  }
  return found
}
