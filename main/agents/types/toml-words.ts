/*
 * Strings of TOML: one value of a file of the user's is read without a parser of the whole language: the file is never written, and what
 * is not plainly understood counts as not understood.
 */

/** What a character after a backslash stands for in a basic string (TOML 1.0, and `\e` of 1.1). */
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
}

/** A string of TOML: JSON's escapes are all valid in it, but for the control character DEL, which TOML wants escaped. */
export function tomlString(word: string): string {
  return JSON.stringify(word).replaceAll('\x7f', '\\u007f')
}

/** A place in a text, moved on by what is read. */
interface Reader {
  readonly text: string
  at: number
}

/** Blanks, and where lines may end their ends and comments too. */
function skipBlanks(reader: Reader, lines: boolean): void {
  for (; reader.at < reader.text.length; reader.at += 1) {
    const char = reader.text[reader.at] ?? ''
    if (char === '#' && lines) {
      const end = reader.text.indexOf('\n', reader.at)
      reader.at = end < 0 ? reader.text.length : end
    } else if (!(char === ' ' || char === '\t' || (lines && (char === '\n' || char === '\r')))) return
  }
}

/** Place behind a string that begins at `from`; the end of the text where it does not end. */
function stringEnd(text: string, from: number): number {
  const quote = text[from] ?? ''
  const fence = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote
  let at = from + fence.length
  while (at < text.length && !text.startsWith(fence, at)) {
    if (fence.length === 1 && text[at] === '\n') return at
    at += quote === '"' && text[at] === '\\' ? 2 : 1
  }
  at += fence.length
  // Up to two quotes may stand before the three that end it.
  while (fence.length === 3 && text[at] === quote) at += 1
  return Math.min(at, text.length)
}

function unescaped(body: string): string | null {
  let bad = false
  const text = body.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))/gs, (_, short, long, char) => {
    const code = Number.parseInt(short ?? long ?? '', 16)
    const plain = char === undefined ? null : ESCAPES[char]
    if (plain === undefined || (plain === null && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)))) bad = true
    return plain ?? (bad ? '' : String.fromCodePoint(code))
  })
  return bad ? null : text
}

/** A string of one line; null for anything else. */
function readString(reader: Reader): string | null {
  const { text, at } = reader
  const quote = text[at] ?? ''
  if ((quote !== '"' && quote !== "'") || text.startsWith(quote.repeat(3), at)) return null
  const end = stringEnd(text, at)
  if (end - at < 2 || text[end - 1] !== quote) return null
  reader.at = end
  const body = text.slice(at + 1, end - 1)
  return quote === '"' ? unescaped(body) : body
}

/** An array of strings; null for anything else. */
function readWords(reader: Reader): readonly string[] | null {
  const words: string[] = []
  if (reader.text[reader.at] !== '[') return null
  reader.at += 1
  for (;;) {
    skipBlanks(reader, true)
    if (reader.text[reader.at] === ']') {
      reader.at += 1
      return words
    }
    const word = readString(reader)
    if (word === null) return null
    words.push(word)
    skipBlanks(reader, true)
    if (reader.text[reader.at] === ',') reader.at += 1
    else if (reader.text[reader.at] !== ']') return null
  }
}

const DEEPER: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 }

/** Moves to the end of the line on which a value ends. */
function skipValue(reader: Reader): void {
  const { text } = reader
  for (let depth = 0; reader.at < text.length; ) {
    const char = text[reader.at] ?? ''
    if (char === '\n' && depth <= 0) return
    if (char === '#') {
      skipBlanks(reader, true)
      if (depth <= 0) return
    } else if (char === '"' || char === "'") reader.at = Math.max(stringEnd(text, reader.at), reader.at + 1)
    else {
      depth += DEEPER[char] ?? 0
      reader.at += 1
    }
  }
}

function readKey(reader: Reader): string {
  const bare = /[A-Za-z0-9_-]+/y
  bare.lastIndex = reader.at
  const key = bare.exec(reader.text)?.[0]
  if (key === undefined) return readString(reader) ?? ''
  reader.at += key.length
  return key
}

/**
 * The array of strings at the top level of a TOML file under this key: undefined when there is none, null when what stands
 * there cannot be read (another kind of value, strings of several lines, a damaged file). Tables are not looked into.
 */
export function topLevelWords(text: string, key: string): readonly string[] | null | undefined {
  const reader: Reader = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0 }
  for (;;) {
    skipBlanks(reader, true)
    if (reader.at >= text.length || text[reader.at] === '[') return undefined
    const found = readKey(reader)
    skipBlanks(reader, false)
    const whole = text[reader.at] === '='
    if (whole) reader.at += 1
    skipBlanks(reader, false)
    if (found === key) return whole ? readWords(reader) : null
    skipValue(reader)
  }
}
