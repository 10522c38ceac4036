import type { Choice, Pane, Question } from '../../../ipc/model'

/** Controls, and marks that turn the direction of text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Text of a program as one printable line of at most `most` characters. */
export function printable(text: string, most = 300): string {
  const line = text
    .slice(0, most * 4)
    .replace(HIDDEN, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line
}

/** Several lines of a program's text, each printable; their breaks and indents stay. */
export function printableLines(text: string, most = 2000): string {
  return text
    .slice(0, most)
    .split('\n')
    .map(line => line.replace(HIDDEN, ' ').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
}

/** What an agent asks, in one line: the question's title, else the first line of what it is about. */
export function questionLine(question: Question | undefined): string {
  if (!question) return ''
  return printable(question.title) || printable(printableLines(question.detail).split('\n')[0] ?? '')
}

/** Words alone, which begin with a capital: `Bash command`, `Edit file`. */
const HEADING = /^\p{Lu}[\p{L} ]{2,30}$/u

/** The line that tells what a permission is about: below a heading, where there is one. */
function aboutLine(detail: string): string {
  const [first = '', second = ''] = printableLines(detail)
    .split('\n')
    .filter(line => line.trim() !== '')
  return HEADING.test(first.trim()) && second !== '' ? second : first
}

/** What a row of the queue says: the question, or for an error what was seen. */
export function needLine(pane: Pane): string {
  if (pane.state.name === 'error') return printable(pane.state.explanation)
  const { question } = pane.state
  // What it is about tells more than `Do you want to proceed?`, which all of them ask.
  const about = question?.kind === 'permission' ? printable(aboutLine(question.detail)) : ''
  return about || questionLine(question) || 'Its question could not be read.'
}

const PLAIN_KEY = /^[0-9a-z]$/i

/**
 * The choice that a key picks: the one with that key (letters in either case where that is unambiguous); a digit also
 * picks by position where no choice has a digit for its key. null: none.
 */
export function choiceOfKey(choices: readonly Choice[], key: string): Choice | null {
  if (!PLAIN_KEY.test(key)) return null
  const exact = choices.find(choice => choice.key === key)
  if (exact) return exact
  const loose = choices.filter(choice => choice.key.toLowerCase() === key.toLowerCase())
  if (loose.length > 0) return loose.length === 1 ? (loose[0] ?? null) : null
  if (!/^[1-9]$/.test(key) || choices.some(choice => /^\d+$/.test(choice.key))) return null
  return choices[Number(key) - 1] ?? null
}
