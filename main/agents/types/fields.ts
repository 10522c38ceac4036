/*
 * Events and transcripts are hostile JSON of any shape: read field by field, never trusted, always cut.
 */

export type Fields = Readonly<Record<string, unknown>>

/** A field that holds an object, else an empty one. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** A text, cut at `most` characters; empty when it is none. */
export function textIn(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : ''
}

/** A list, else an empty one. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A whole number from 0 on, else 0. */
export function countIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

/** The object of a line of JSON; an empty one when the line is cut or damaged. */
export function fieldsOfLine(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line))
  } catch {
    return {}
  }
}

/** The lines of a saved transcript that hold anything. */
export function linesOf(transcript: Buffer): string[] {
  return transcript
    .toString('utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
}

/** First line with anything in it, cut at `most` characters. */
export function firstLineOf(text: string, most: number): string {
  const lines = text.slice(0, 10_000).split('\n')
  return (lines.map(line => line.trim()).find(line => line !== '') ?? '').slice(0, most)
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of a conversation as Claude Code and Codex make them, else undefined: it becomes a part of a path. */
export function conversationIn(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined
}
