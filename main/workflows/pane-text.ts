import type { PaneId } from '../../ipc/model'
import { type ReadResult, readQuiet } from '../terminals/pane-read'
import { type Row, readRows, wrappedRows } from '../terminals/rows'
import { type CaptureWay, captureBy, captureWay } from '../tmux/capture'
import { command } from '../tmux/quote'
import type { ControlClient, Reply, Tmux } from '../tmux/types'

/*
 * A pane's whole history, read in slices from the newest upwards: a capture keeps tmux from all else (1000 lines twice:
 * about 25 ms on 3.3a), and while one reads upwards, what the program writes meanwhile moves nothing that is still to be
 * read out of reach.
 */

/** What a pane shows and what it has shown. */
export interface PaneText {
  /** UTF-8; with SGR where colours were asked for, each row then beginning and ending plain. Lines end in `\n`. */
  readonly text: Buffer
  /** Lines, rows that run on into the next one counted as one. */
  readonly lines: number
  /** One sentence about what is missing, empty for nothing. */
  readonly missing: string
}

/** Rows of one capture. */
const SLICE = 1000
/** Rows that are read twice, to see that a slice follows on the one before it. */
const OVERLAP = 20
/** A history that changes under the reader (trimmed, cleared, wrapped anew) is read again this often. */
const TRIES = 3
/** Slices in a row that brought nothing, as the program writes faster. */
const MOST_IN_VAIN = 5

/** Runs slices one after the other, for all who read. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>

interface Reading {
  readonly client: ControlClient
  readonly pane: PaneId
  readonly way: CaptureWay
  readonly colours: boolean
  readonly turn: Turn
  readonly signal: AbortSignal | undefined
}

/** What was read so far, and where it begins. */
interface Read {
  /** The newest first. */
  readonly chunks: string[]
  /** Of the pane when the reading began. */
  readonly cols: number
  readonly tabs: readonly number[]
  /** History lines that tmux had at the last look. */
  history: number
  /** Place of the topmost row that was read; 0 is where the history begins. */
  top: number
  /** The topmost rows, to recognise them by. */
  anchor: readonly string[]
}

const withoutBlanks = (binary: string): string => binary.replace(/ +$/, '')

/** Rows as text; `wraps` tells which ones run on. */
function textOf(rows: readonly Row[], wraps: readonly boolean[], colours: boolean): string {
  return rows
    .map((row, at) => {
      if (wraps[at]) return colours ? row.whole : row.plain
      // A row without a character may still set the pen for the next one, which needs it no more.
      if (row.plain === '') return '\n'
      return `${colours ? row.draw : withoutBlanks(row.plain)}\n`
    })
    .join('')
}

function readNewest({ client, pane, way, turn }: Reading): Promise<ReadResult> {
  return turn(() => new Promise(resolve => readQuiet({ client, pane, history: SLICE, way }, resolve)))
}

/** The newest part: the screen and the history right above it. */
function begin(reading: Reading, { row, history, screen, wraps, saved }: Exclude<ReadResult, string>): Read {
  const { colours } = reading
  const main = saved ?? screen
  // While the alternate screen shows, tmux tells the wraps of history alone.
  const known = saved ? wraps.slice(0, history.length) : wraps
  const rows = [...history, ...main]
  const inFront = saved ? `--- screen of the program in front ---\n${textOf(screen, [], colours)}` : ''
  return {
    chunks: [inFront, textOf(rows, known, colours)],
    cols: row.cols,
    tabs: row.tabs,
    history: row.history,
    top: row.history - history.length,
    anchor: rows.slice(0, OVERLAP).map(one => one.told),
  }
}

interface Slice {
  readonly rows: readonly Row[]
  readonly wraps: readonly boolean[]
  /** Place of the first of them. */
  readonly from: number
  readonly history: number
}

const FACTS = '#{history_size} #{pane_width}'

/** One slice that ends a little below `top`; in words why there is none. */
async function readSlice({ client, pane, way, turn }: Reading, read: Read): Promise<Slice | string> {
  const start = read.top - SLICE - read.history
  const end = read.top + OVERLAP - 1 - read.history
  const range = ['-S', String(Math.max(start, -read.history)), '-E', String(end), '-t', pane]
  const cells = captureBy(way, ['-e', '-N', ...range])
  const joined = captureBy(way, ['-J', ...range])
  const facts = command('display-message', '-p', '-t', pane, FACTS)
  const commands = [facts, ...cells.commands, ...joined.commands]
  const replies = await turn(() => sendList(client, commands))
  const failed = replies.find(reply => !reply.ok)
  if (failed && !failed.ok) return failed.message || failed.reason
  const body = (at: number) => (replies[at]?.ok ? replies[at].body : Buffer.alloc(0))
  const told = /^(\d{1,9}) (\d{1,5})\s*$/.exec(body(0).toString('latin1'))
  const [history = 0, cols = 0] = told?.slice(1).map(Number) ?? []
  if (cols !== read.cols) return 'moved'
  const from = Math.max(0, history + Math.max(start, -read.history))
  const rows = readRows(cells.read(body(1 + cells.at)), Math.max(0, history + end + 1 - from), read)
  const wraps = wrappedRows(rows, joined.read(body(1 + cells.commands.length + joined.at)), cols)
  return { rows, wraps, from, history }
}

function sendList(client: ControlClient, commands: Parameters<ControlClient['send']>[0]): Promise<Reply[]> {
  return new Promise(resolve => {
    const replies: Reply[] = []
    client.send(commands, reply => {
      if (replies.push(reply) === commands.length) resolve(replies)
    })
  })
}

/**
 * Puts a slice above what was read. vain: the program wrote so much meanwhile that nothing of it is above; moved: it does
 * not follow on what was read, as the history was trimmed, cleared or wrapped anew.
 */
function take(read: Read, slice: Slice, colours: boolean): 'taken' | 'vain' | 'moved' {
  const { rows, wraps, from, history } = slice
  if (history < read.history) return 'moved'
  read.history = history
  const above = read.top - from
  if (above <= 0) return 'vain'
  const same = read.anchor.every((told, at) => rows[above + at] === undefined || rows[above + at]?.told === told)
  if (!same || rows[above] === undefined) return 'moved'
  read.chunks.push(textOf(rows.slice(0, above), wraps, colours))
  read.top = from
  read.anchor = rows.slice(0, OVERLAP).map(one => one.told)
  return 'taken'
}

/** Reads upwards until the history begins; empty, or why it does not. */
async function readUpwards(reading: Reading, read: Read): Promise<string> {
  for (let vain = 0; read.top > 0; ) {
    if (reading.signal?.aborted) return 'cancelled'
    const slice = await readSlice(reading, read)
    if (typeof slice === 'string') return slice
    const came = take(read, slice, reading.colours)
    vain = came === 'vain' ? vain + 1 : 0
    if (came === 'moved' || vain > MOST_IN_VAIN) return 'moved'
  }
  return ''
}

/** What is missing at the top, for people. */
function missingWords(why: string, top: number): string {
  if (why === '') return ''
  const because = why === 'moved' ? 'its history changed while it was read' : why.slice(0, 200)
  return `About ${top} older lines are missing: ${because}.`
}

function finished(read: Read, why: string): PaneText {
  const binary = read.chunks.reverse().join('').replace(/\n+$/, '\n')
  const missing = missingWords(why, read.top)
  const lines = binary.trim() === '' ? 0 : binary.split('\n').length - 1
  return { text: Buffer.from(lines === 0 ? '' : binary, 'latin1'), lines, missing }
}

/**
 * Reads a pane's screen and whole history as they are now. Answers in words when nothing could be read: the pane is gone,
 * or no client follows its session. Never rejects.
 */
export async function readPaneText(
  tmux: Pick<Tmux, 'clientOfPane' | 'status'>,
  pane: PaneId,
  { colours, turn, signal }: { colours: boolean; turn: Turn; signal?: AbortSignal },
): Promise<PaneText | string> {
  let best: PaneText | string = 'Its session cannot be read now.'
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const client = tmux.clientOfPane(pane)
    if (!client?.open || signal?.aborted) return best
    const reading = { client, pane, colours, turn, signal, way: captureWay(tmux.status().serverVersion) }
    const newest = await readNewest(reading)
    if (typeof newest === 'string') return typeof best === 'string' ? `It could not be read: ${newest}.` : best
    const read = begin(reading, newest)
    const why = await readUpwards(reading, read)
    best = finished(read, why)
    if (why !== 'moved') return best
  }
  return best
}
