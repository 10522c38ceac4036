import { HostError } from '../../ipc/failure'

/*
 * Rows of `-F` formats. Values are hostile: a folder, a program's name or a user option may hold blanks, tabs and line
 * breaks (measured on 3.3a), so no separator is safe as it is. `#{q:…}` puts a backslash before every blank and every
 * backslash; hence a blank without one ends a field, and a row ends after the known number of fields, whatever line
 * breaks the values hold.
 */

/** One field of a row: what to ask tmux, and how to read the answer. */
export interface Field<T> {
  /** A variable or a user option. */
  readonly variable: string
  /** A format modifier between `q` and the variable; empty for none. */
  readonly modifier?: string
  read(raw: string): T
}

/** Fields by name; tmux writes them in this object's order. */
export type Schema = Readonly<Record<string, Field<unknown>>>

/** The values of one row. */
export type Row<S extends Schema> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never }

function unreadable(what: string): HostError {
  return new HostError('internal', `An answer of tmux could not be read: ${what}.`)
}

function integer(raw: string): number {
  if (!/^-?\d{1,15}$/.test(raw)) throw unreadable(`${JSON.stringify(raw.slice(0, 40))} is no number`)
  return Number(raw)
}

/** A variable or user option (`pane_title`, `@quarterdeck_id`) as it is; empty when it is not set. */
export function text(variable: string): Field<string> {
  return { variable, read: raw => raw }
}

/**
 * As `text`, with each control character as `?`: for names that are shown and that also travel in notifications, where
 * a line break would forge a line of the protocol. Raw characters, as `:` would end the modifier (3.3a: `[[:cntrl:]]`
 * yields an empty string).
 */
export function printable(variable: string): Field<string> {
  return { variable, modifier: PRINTABLE, read: raw => raw }
}

const PRINTABLE = 's/[\u0001-\u001f\u007f]/?/'

/** The format that writes a variable with each control character as `?`. */
export function printableFormat(variable: string): string {
  return `#{${PRINTABLE}:${variable}}`
}

/** A number that tmux always has; reading throws HostError `internal` when it is none. */
export function number(variable: string): Field<number> {
  return { variable, read: integer }
}

/** A number that may be missing: empty is null. */
export function optionalNumber(variable: string): Field<number | null> {
  return { variable, read: raw => (raw === '' ? null : integer(raw)) }
}

/** A flag or a count: true unless empty or 0 (`pane_in_mode` counts modes). */
export function flag(variable: string): Field<boolean> {
  return { variable, read: raw => raw !== '' && raw !== '0' }
}

/** A tmux id; reading throws HostError `internal` for anything else. */
export function id(variable: 'pane_id' | 'window_id' | 'session_id'): Field<string> {
  const shape = { pane_id: /^%\d{1,9}$/, window_id: /^@\d{1,9}$/, session_id: /^\$\d{1,9}$/ }[variable]
  return {
    variable,
    read(raw) {
      if (!shape.test(raw)) throw unreadable(`${JSON.stringify(raw.slice(0, 40))} is no ${variable}`)
      return raw
    },
  }
}

/**
 * The format that makes tmux write one row of this schema; each field ends with a blank. Modifiers are chained, as
 * `#{q:#{s/…}}` quotes nothing (3.3a).
 */
export function rowFormat(schema: Schema): string {
  return Object.values(schema)
    .map(({ variable, modifier }) => `#{q${modifier ? `;${modifier}` : ''}:${variable}} `)
    .join('')
}

/** The format of a row that is followed by `tail` where the flag holds. */
export function rowFormatWithTail(schema: Schema, condition: string, tail: Schema): string {
  // No field of ours holds a comma, which would end the branch.
  return `${rowFormat(schema)}#{?${condition},${rowFormat(tail)},}`
}

/** Index of the blank that ends the field which begins at `from`; -1 when there is none. */
function fieldEnd(body: string, from: number): number {
  for (let at = from; at < body.length; at += 1) {
    const char = body.charCodeAt(at)
    if (char === 0x5c) at += 1
    else if (char === 0x20) return at
  }
  return -1
}

const SIGNS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', v: '\v', f: '\f', r: '\r' }

/**
 * Takes the backslashes away. 3.4 to 3.5 write control characters for people (vis: `\r`, `\033`) after the quoting, which
 * itself never puts a backslash before a letter or a digit, so the two can be told apart.
 */
function unquote(quoted: string): string {
  return quoted.replace(/\\([0-7]{3}|[\s\S])/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (SIGNS[code] ?? code),
  )
}

function readRow<S extends Schema>(body: string, from: number, schema: S): { row: Row<S>; next: number } {
  const row: Record<string, unknown> = {}
  let next = from
  for (const [name, field] of Object.entries(schema)) {
    const end = fieldEnd(body, next)
    if (end < 0) throw unreadable(`a row ends before ${name}`)
    const quoted = body.slice(next, end)
    row[name] = field.read(quoted.includes('\\') ? unquote(quoted) : quoted)
    next = end + 1
  }
  return { row: row as Row<S>, next }
}

/** Reads what `rowFormat(schema)` made tmux write. Throws HostError `internal` when it is not that. */
export function parseRows<S extends Schema>(body: string, schema: S): Row<S>[] {
  return parseRowsWithTail(body, schema, {}).map(one => one.row)
}

/** Reads what `rowFormatWithTail` made tmux write; `tail` is null on rows without one. */
export function parseRowsWithTail<S extends Schema, T extends Schema>(
  body: string,
  schema: S,
  tail: T,
): { readonly row: Row<S>; readonly tail: Row<T> | null }[] {
  const rows: { row: Row<S>; tail: Row<T> | null }[] = []
  let at = 0
  while (at < body.length) {
    const first = readRow(body, at, schema)
    const ends = first.next >= body.length || body[first.next] === '\n'
    const second = ends ? null : readRow(body, first.next, tail)
    at = second?.next ?? first.next
    if (at < body.length && body[at] !== '\n') throw unreadable('a row is longer than its fields')
    rows.push({ row: first.row, tail: second?.row ?? null })
    at += 1
  }
  return rows
}
