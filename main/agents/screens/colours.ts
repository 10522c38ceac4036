import type { Screen } from '../screen'

/** SGR, and the other sequences and controls that `parse-screen.ts` leaves out of a row's text. */
const TOKEN = /\x1b\[([0-9;:]*)m|\x1b\]8;[^\x00-\x1f\x7f]*(?:\x07|\x1b\\)|[\x00-\x1f\x7f-\x9f]/g

/** Colours as SGR names them (`38;5;75`, `44`), empty for the terminal's own. */
export interface Colours {
  readonly fore: string
  readonly back: string
}

const OWN: Colours = { fore: '', back: '' }

/** How many parameters belong to the one at `at`: a colour's own (38;5;2). */
function lengthOf(params: readonly string[], at: number): number {
  if (!/^[34]8$/.test(params[at] ?? '')) return 1
  return params[at + 1] === '5' ? 3 : params[at + 1] === '2' ? 5 : 1
}

function after(before: Colours, parameters: string): Colours {
  const params = parameters.split(';')
  let { fore, back } = before
  for (let at = 0; at < params.length; at += lengthOf(params, at)) {
    const param = params[at] ?? ''
    const whole = params.slice(at, at + lengthOf(params, at)).join(';')
    if (param === '' || param === '0') ({ fore, back } = OWN)
    else if (/^(?:3[0-8]|9[0-7])/.test(param)) fore = whole
    else if (/^(?:4[0-8]|10[0-7])/.test(param)) back = whole
    else if (param === '39') fore = ''
    else if (param === '49') back = ''
  }
  return { fore, back }
}

/** Only so much of a line is looked at; those of terminals are shorter. */
const MOST_LINE = 20_000

/** The colours after a line, and those of the character at this place of its text (null: it is shorter). */
function scan(
  line: string,
  before: Colours,
  column: number,
): { readonly end: Colours; readonly there: Colours | null } {
  let now = before
  let there: Colours | null = null
  let from = 0
  let length = 0
  for (const token of line.matchAll(TOKEN)) {
    length += token.index - from
    if (length > column) there ??= now
    from = token.index + token[0].length
    if (token[1] !== undefined) now = after(now, token[1])
  }
  if (length + line.length - from > column) there ??= now
  return { end: now, there }
}

/**
 * The colours of the character at this place of a row's text; null when the screen came without its escapes, or has no such
 * place. tmux names colours only where they change, also from one row to the next (3.3a), so all is read from the top.
 */
export function colourAt({ lines }: Pick<Screen, 'lines'>, row: number, column: number): Colours | null {
  let now = OWN
  for (const [index, line] of (lines ?? []).entries()) {
    const { end, there } = scan(line.slice(0, MOST_LINE), now, column)
    if (index === row) return there
    now = end
  }
  return null
}
