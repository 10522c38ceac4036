/** A secret in a text: characters `from` up to, not with, `to`. */
export interface Found {
  readonly from: number
  readonly to: number
  /** For people: `github token`. */
  readonly kind: string
}

/**
 * Tokens that tell themselves by how they begin; `rest` is of one class and of bounded length, so that a text of nothing
 * but beginnings takes no more than its length times that.
 */
const SHAPES: readonly (readonly [kind: string, begin: string, rest: string])[] = [
  ['github token', 'gh[pousr]_', '[A-Za-z0-9]{20,255}'],
  ['github token', 'github_pat_', '[A-Za-z0-9_]{20,255}'],
  ['gitlab token', 'gl(?:pat|ptt|dt|rt|cbt|oas|soat)-', '[A-Za-z0-9_-]{20,300}(?:\\.[A-Za-z0-9_-]{2,40}){0,3}'],
  ['slack token', 'xox[abceoprs]-', '[A-Za-z0-9-]{10,300}'],
  ['slack token', 'xapp-', '[A-Za-z0-9-]{10,300}'],
  ['anthropic key', 'sk-ant-', '[A-Za-z0-9_-]{16,300}'],
  ['openai key', 'sk-', '[A-Za-z0-9_-]{20,300}'],
  ['stripe key', '[rs]k_(?:live|test)_', '[A-Za-z0-9]{16,255}'],
  ['stripe key', 'whsec_', '[A-Za-z0-9+/=]{24,100}'],
  ['google key', 'AIza', '[A-Za-z0-9_-]{35}'],
  ['google key', 'GOCSPX-', '[A-Za-z0-9_-]{20,60}'],
  ['google key', 'ya29\\.', '[A-Za-z0-9_-]{20,2000}'],
  ['aws key', 'A(?:KIA|SIA|BIA|CCA)', '[A-Z0-9]{16}'],
  ['npm token', 'npm_', '[A-Za-z0-9]{30,100}'],
  ['pypi token', 'pypi-', '[A-Za-z0-9_-]{40,500}'],
  ['hugging face token', 'hf_', '[A-Za-z0-9]{30,100}'],
  ['sendgrid key', 'SG\\.', '[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,100}'],
  ['digitalocean token', 'do[oprt]_v1_', '[a-f0-9]{40,100}'],
  ['groq key', 'gsk_', '[A-Za-z0-9]{40,100}'],
  ['xai key', 'xai-', '[A-Za-z0-9]{40,120}'],
]

/**
 * Before a token stands none of its letters; in JSON, also encoded twice, the `n` of a `\n` is no letter. Looked at behind
 * the beginning, as looking back at every character takes ten times as long.
 */
const behind = (begin: string, letters: string) =>
  `${begin}(?<=(?:^|[^${letters}]|\\\\[bfnrt]|\\\\u[0-9a-fA-F]{4})${begin})`
const TOKEN = new RegExp(SHAPES.map(([, begin, rest]) => `(${behind(begin, 'A-Za-z0-9')}${rest})`).join('|'), 'g')

/** Its whole class counts as letters: else a row of beginnings, each in the last one's rest, would take its square. */
const JWT = new RegExp(
  `${behind('eyJ', 'A-Za-z0-9_-')}[A-Za-z0-9_-]{10,1000}\\.eyJ[A-Za-z0-9_-]{6,8000}\\.[A-Za-z0-9_-]{10,2000}`,
  'g',
)

/** `:` or `=` between a name and its value, with the quotes of code and of JSON, also encoded twice. */
const IS = '\\\\{0,8}["\']?\\s{0,4}[:=]\\s{0,4}\\\\{0,8}["\']?'
const VALUE = '[A-Za-z0-9._~+/=-]'

/** Values that what stands before them tells: the first group stays, the second is the secret. */
const TOLD: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['credentials', new RegExp(`(authorization${IS}(?:bearer|basic|token)\\s{1,4})(${VALUE}{8,4096})`, 'gi')],
  ['credentials', new RegExp(`(bearer\\s{1,4})(${VALUE}{16,4096})`, 'gi')],
  ['aws secret', new RegExp(`((?:aws_?)?secret_?access_?key${IS})([A-Za-z0-9/+]{40})`, 'gi')],
  ['password', /(:\\{0,4}\/\\{0,4}\/[^\s/:@"'\\]{0,100}:)([^\s/@"'\\]{1,200})(?=@)/g],
]

const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
const KEY_END = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
/** Characters of the longest private key, with what screens put around its lines. */
const MOST_KEY = 32_000
/** A key that is cut off goes as far as its letters, white space and encoded line ends do. */
const KEY_TEXT = /(?:[A-Za-z0-9+/=:,\s-]|\\{1,8}[nrt/]){0,32000}/y

/** `sk-` also begins names made of words: a key has a digit, or letters without end. */
function looksRandom(token: string): boolean {
  return /[0-9]/.test(token) || /[A-Za-z]{20}/.test(token)
}

function findTokens(text: string): Found[] {
  const found: Found[] = []
  for (const match of text.matchAll(TOKEN)) {
    const at = match.findIndex((group, index) => index > 0 && group !== undefined)
    const kind = SHAPES[at - 1]?.[0] ?? 'token'
    if (kind === 'openai key' && !looksRandom(match[0].slice(3))) continue
    found.push({ from: match.index, to: match.index + match[0].length, kind })
  }
  for (const match of text.matchAll(JWT))
    found.push({ from: match.index, to: match.index + match[0].length, kind: 'json web token' })
  return found
}

function findTold(text: string): Found[] {
  return TOLD.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const from = match.index + (match[1]?.length ?? 0)
      const secret = match[2] ?? ''
      // Masked before, or words about bearers.
      if (/^\*+$/.test(secret) || (kind === 'credentials' && !/[0-9A-Z_+/=]/.test(secret) && secret.length < 32))
        return []
      return [{ from, to: from + secret.length, kind }]
    }),
  )
}

/** Private keys in their armour: to its end, or as far as the key's letters go where the end is missing. */
function findKeys(text: string): Found[] {
  const begins = [...text.matchAll(KEY_BEGIN)]
  if (begins.length === 0) return []
  const ends = [...text.matchAll(KEY_END)].map(match => ({ from: match.index, to: match.index + match[0].length }))
  const found: Found[] = []
  let next = 0
  let after = 0
  for (const begin of begins) {
    const from = begin.index
    if (from < after) continue
    while ((ends[next]?.from ?? Number.POSITIVE_INFINITY) < from) next += 1
    const end = ends[next]
    const armoured = end && end.from - from < MOST_KEY && !/"/.test(text.slice(from, end.from))
    KEY_TEXT.lastIndex = from + begin[0].length
    KEY_TEXT.test(text)
    after = armoured ? end.to : Math.max(from + begin[0].length, KEY_TEXT.lastIndex)
    found.push({ from, to: after, kind: 'private key' })
  }
  return found
}

/** Sorted, and those that overlap are one. */
export function merged(found: readonly Found[]): Found[] {
  const sorted = [...found].sort((a, b) => a.from - b.from || b.to - a.to)
  const out: Found[] = []
  for (const one of sorted) {
    const last = out.at(-1)
    if (last && one.from < last.to) out[out.length - 1] = { ...last, to: Math.max(last.to, one.to) }
    else out.push(one)
  }
  return out
}

/**
 * Known shapes of secrets in a text, in order, none over another. The text may be "binary" (one character a byte): what is
 * found begins and ends at ASCII. Takes time in proportion to the text, also to a hostile one.
 */
export function findSecrets(text: string): Found[] {
  return merged([...findTokens(text), ...findTold(text), ...findKeys(text)])
}
