import type { Question } from '../../../ipc/model'
import type { QuestionSeen } from '../agent-type'
import type { ScreenRow } from '../screen'
import type { Menu } from './menu'
import { isRule, paragraphs } from './rows'

/** Words by which the kind of a question is told; the first that fit count. */
export type KindWords = readonly (readonly [RegExp, Question['kind']])[]

const MOST_TITLE = 300
const MOST_DETAIL = 2000
/** A sentence that asks: from a capital letter to the question mark, which ends the line or is followed by a blank. */
const ASKING = /\p{Lu}[^.?!]{0,280}\?(?=\s|$)/u

function titleOf(parts: readonly string[], order: 'first' | 'last', words: RegExp | undefined): string {
  const ordered = order === 'first' ? parts : [...parts].reverse()
  for (const part of ordered) {
    const asking = ASKING.exec(part)
    if (asking) return asking[0]
  }
  const last = parts[parts.length - 1] ?? ''
  if (last.endsWith(':')) return last
  return parts.find(part => words?.test(part)) ?? parts[0] ?? ''
}

/** A title that a narrow pane wrapped takes up to so many rows. */
const MOST_TITLE_ROWS = 8

/** The lines without the title where it is all that stands at their beginning or end: it is shown by itself. */
function withoutTitle(lines: readonly string[], title: string): readonly string[] {
  const plain = (some: readonly string[]) => some.join(' ').replace(/\s+/g, ' ').trim()
  const asked = plain([title])
  for (let rows = 1; rows <= MOST_TITLE_ROWS && asked !== ''; rows += 1) {
    if (plain(lines.slice(-rows)) === asked) return lines.slice(0, -rows)
    if (plain(lines.slice(0, rows)) === asked) return lines.slice(rows)
  }
  return lines
}

/**
 * A question from what stands above a menu. `order`: where the sentence that asks is looked for first (Claude Code asks
 * directly above the choices, Codex at the top and shows the command below).
 */
export function questionOf(above: readonly ScreenRow[], menu: Menu | null, kinds: KindWords, order: 'first' | 'last') {
  const rows = above.filter(row => !isRule(row) && !/^\s*[╌█▓░*.]/.test(row.text))
  const parts = paragraphs(rows)
  const all = parts.join(' ').slice(0, 20_000)
  const found = kinds.find(([words]) => words.test(all))
  const title = titleOf(parts, order, found?.[0])
  const lines = rows.map(row => row.text.replace(/^ {1,3}/, '').trimEnd()).filter(line => line.trim() !== '')
  const detail = withoutTitle(lines, title).join('\n').trim()
  return {
    kind: found?.[1] ?? 'choice',
    title: title.slice(0, MOST_TITLE),
    detail: detail.slice(0, MOST_DETAIL),
    choices: [...(menu?.choices ?? [])],
  } satisfies QuestionSeen
}
