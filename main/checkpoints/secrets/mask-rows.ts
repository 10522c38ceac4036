import { cellsOf } from '../../terminals/cell-width'
import { type Found, findSecrets, merged } from './find'
import { type Masked, maskOf, maskText } from './mask'

/** What stands between the characters of a capture: SGR and other sequences, links with their address, controls. */
const BETWEEN =
  /\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[^\n]?|[\x00-\x09\x0b-\x1f\x7f]/g

/** Cells that a frame around a text takes at its right: a row that ends nearer to the edge may go on in the next one. */
const FRAME = 8

/** The characters of a capture alone, each with its place in it; rows end with line feeds. */
interface Plain {
  readonly text: string
  readonly places: Uint32Array
}

function plainOf(raw: string): Plain {
  const places = new Uint32Array(raw.length)
  const pieces: string[] = []
  let length = 0
  let from = 0
  const take = (to: number) => {
    if (to > from) pieces.push(raw.slice(from, to))
    for (let at = from; at < to; at += 1) places[length++] = at
  }
  for (const match of raw.matchAll(BETWEEN)) {
    take(match.index)
    from = match.index + match[0].length
  }
  take(raw.length)
  return { text: pieces.join(''), places: places.subarray(0, length) }
}

/** Blanks, and what frames are drawn with (U+2500 to U+257F, in bytes). Bytes that belong to it, from `at` on; 0: none. */
function frameAt(text: string, at: number): number {
  const char = text[at]
  if (char === ' ' || char === '|') return 1
  const second = text[at + 1]
  return char === '\xe2' && (second === '\x94' || second === '\x95') ? 3 : 0
}

interface Row {
  readonly from: number
  readonly to: number
  /** Without blanks and frames at both sides. */
  readonly first: number
  readonly last: number
}

function rowAt(text: string, from: number, to: number): Row {
  let first = from
  for (let step = frameAt(text, first); step > 0 && first < to; step = frameAt(text, first)) first += step
  let last = to
  while (last > first) {
    if (frameAt(text, last - 1) === 1) last -= 1
    else if (last - 3 >= first && frameAt(text, last - 3) === 3) last -= 3
    else break
  }
  return { from, to, first: Math.min(first, to), last }
}

/** Rows that seem to go on in the next one, together with it, as ranges of places; the row's end between them is left out. */
function runsOf(text: string, width: number): Row[][] {
  const runs: Row[][] = []
  let open: Row[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const row = rowAt(text, from, to)
    open.push(row)
    // Bytes are never fewer than cells by more than wide characters have bytes: the cheap look comes first.
    const full = row.last - from >= width - FRAME && cellsOf(text.slice(from, row.last)) >= width - FRAME
    if (!full) {
      if (open.length > 1) runs.push(open)
      open = []
    }
    from = to + 1
  }
  if (open.length > 1) runs.push(open)
  return runs
}

/** A secret in pieces, one for each row that it stands in. */
interface Pieces {
  readonly kind: string
  readonly ranges: readonly (readonly [from: number, to: number])[]
}

/** Secrets that a row's end splits, also with a frame and its margins around the rows. */
function findSplit(text: string, runs: readonly Row[][]): Pieces[] {
  return runs.flatMap(rows => {
    const starts: number[] = []
    let joined = ''
    rows.forEach(({ from, first, last }, index) => {
      starts.push(joined.length)
      joined += text.slice(index === 0 ? from : first, last)
    })
    const split: Pieces[] = []
    for (const { from, to, kind } of findSecrets(joined)) {
      const ranges = rows.flatMap((row, index) => {
        const begin = starts[index] ?? 0
        const shift = (index === 0 ? row.from : row.first) - begin
        const end = starts[index + 1] ?? joined.length
        const range = [Math.max(from, begin) + shift, Math.min(to, end) + shift] as const
        return range[0] < range[1] ? [range] : []
      })
      if (ranges.length > 1) split.push({ kind, ranges })
    }
    return split
  })
}

/** Characters of a text, each as its bytes. */
const inBytes = (text: string) => [...text].map(char => Buffer.from(char).toString('latin1'))
const SHORT = inBytes('‹masked›')

/**
 * What is drawn in a secret's place, a character for each cell, so that frames stay where they are; `*` behind it. In a
 * place that is too small for words it is stars alone.
 */
function drawn(kind: string, cells: number): readonly string[] {
  const mask = inBytes(maskOf(kind))
  if (cells >= mask.length) return mask
  return cells >= SHORT.length ? SHORT : []
}

const isFollowing = (char: string | undefined) => char !== undefined && char >= '\x80' && char <= '\xbf'

/** One row's part of a secret, with what is drawn over it: a character for each cell. */
interface Stroke {
  readonly from: number
  readonly to: number
  readonly chars: readonly string[]
}

/** Places whose characters take a cell: line feeds stay, and only a character's first byte counts. */
function cellsIn(text: string, from: number, to: number): number {
  let cells = 0
  for (let at = from; at < to; at += 1) if (text[at] !== '\n' && !isFollowing(text[at])) cells += 1
  return cells
}

function strokesOf({ kind, ranges }: Pieces, text: string): Stroke[] {
  const counts = ranges.map(([from, to]) => cellsIn(text, from, to))
  const cells = counts.reduce((sum, one) => sum + one, 0)
  const mask = drawn(kind, cells)
  let used = 0
  return ranges.map(([from, to], index) => {
    const chars = mask.slice(used, used + (counts[index] ?? 0))
    used += counts[index] ?? 0
    return { from, to, chars }
  })
}

/** Places of a capture: `from` up to, not with, `to`. */
interface Span {
  readonly from: number
  readonly to: number
}

/** What stands at each place that a stroke draws over, in order. */
function* drawnAt(stroke: Stroke, { text, places }: Plain): Generator<readonly [place: number, char: string]> {
  let next = 0
  for (let at = stroke.from; at < stroke.to; at += 1) {
    if (text[at] === '\n') continue
    yield [places[at] ?? 0, isFollowing(text[at]) ? '' : (stroke.chars[next++] ?? '*')]
  }
}

/** A span of the capture with these strokes, in order; sequences between characters stay where they are. */
function drawOver(raw: string, plain: Plain, strokes: readonly Stroke[], span: Span): string {
  const pieces: string[] = []
  let done = span.from
  for (const stroke of strokes)
    for (const [place, char] of drawnAt(stroke, plain)) {
      if (place < span.from || place >= span.to) continue
      if (place > done) pieces.push(raw.slice(done, place))
      pieces.push(char)
      done = place + 1
    }
  return pieces.join('') + raw.slice(done, span.to)
}

/** Links keep their address out of sight: it is masked like any text. */
function maskLinks(raw: string): Masked<string> {
  let count = 0
  const value = raw.replace(/\x1b\]8;[^\x07\x1b\n]*/g, link => {
    const masked = maskText(link, true)
    count += masked.count
    return masked.value
  })
  return { value, count }
}

/** Those that the split ones do not hold already. */
function besides(found: readonly Found[], split: readonly Pieces[]): Found[] {
  const taken = merged(split.flatMap(({ kind, ranges }) => ranges.map(([from, to]) => ({ from, to, kind }))))
  let next = 0
  return found.filter(one => {
    while ((taken[next]?.to ?? Number.POSITIVE_INFINITY) <= one.from) next += 1
    const over = taken[next]
    return !over || one.from < over.from || one.to > over.to
  })
}

/** Rows of a capture as "binary" text, each with its line feed, with the rows that stand before and behind them. */
interface Capture {
  readonly before?: string
  readonly rows: string
  readonly after?: string
}

/**
 * Rows of a capture (text with SGR, a row a line) with their secrets masked, also those that colours or a row's end cut in
 * two, or that begin before these rows or end behind them; `count` is of those that begin here. Masks take as many cells as
 * what they stand for. A row goes on in the next one when it is as wide as the pane, or as a frame in it.
 * @param width cells of the pane
 */
export function maskRows({ before = '', rows, after = '' }: Capture, width: number): Masked<string> {
  const links = rows.includes('\x1b]8;') ? maskLinks(rows) : { value: rows, count: 0 }
  const raw = before + links.value + after
  const span = { from: before.length, to: before.length + links.value.length }
  const plain = plainOf(raw)
  const split = findSplit(plain.text, runsOf(plain.text, width))
  const whole = besides(findSecrets(plain.text), split).map(
    ({ from, to, kind }): Pieces => ({ kind, ranges: [[from, to]] }),
  )
  const all = [...split, ...whole]
  if (all.length === 0) return links
  const strokes = all.flatMap(one => strokesOf(one, plain.text)).sort((a, b) => a.from - b.from)
  const begins = all.map(({ ranges }) => plain.places[ranges[0]?.[0] ?? 0] ?? 0)
  const count = begins.filter(place => place >= span.from && place < span.to).length
  return { value: drawOver(raw, plain, strokes, span), count: links.count + count }
}
