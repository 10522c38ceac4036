import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../../ipc/failure'
import type { PaneId } from '../../../ipc/model'
import { captureBy, captureWay } from '../../tmux/capture'
import { bufferName } from '../../tmux/commands/buffer-name'
import { assertPaneId, command, escapeFormat } from '../../tmux/quote'
import { failureOf } from '../../tmux/run-errors'
import type { Command, Reply, Tmux } from '../../tmux/types'
import { exactly, type Rows, rowsIn } from './read-pane-rows'

export type ReadingTmux = Pick<Tmux, 'clientOfPane' | 'requestAll' | 'status'>

/** Some rows of a pane with their colours, and what was true in the same moment. */
export interface Chunk {
  readonly rows: Rows
  /** Cells. */
  readonly width: number
  readonly height: number
  /** Rows above the screen. */
  readonly history: number
  /** On the screen; null while hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** First and last row, counted from the top of the screen (history is negative); `null`: to the screen's end. */
export interface Span {
  readonly from: number
  readonly to: number | null
}

export interface ChunkReader {
  /** Throws HostError `no-such-pane`, or what tmux refused. */
  read(pane: PaneId, span: Span): Promise<Chunk>
}

const FACTS = '#{pane_width} #{pane_height} #{history_size} #{cursor_x} #{cursor_y} #{cursor_flag}'

/** Sends all as one line where a client follows the pane, so that they tell of one moment; else one after the other. */
function inOneLine(tmux: ReadingTmux, pane: PaneId, commands: readonly Command[]): Promise<Reply[]> {
  const client = tmux.clientOfPane(pane)
  if (!client?.open) return tmux.requestAll(commands)
  return new Promise(resolve => {
    const replies: Reply[] = []
    client.send(commands, reply => {
      if (replies.push(reply) === commands.length) resolve(replies)
    })
  })
}

function failed(replies: readonly Reply[]): HostError | null {
  const bad = replies.find(reply => !reply.ok)
  if (!bad || bad.ok) return null
  if (bad.reason === 'timeout') return new HostError('tmux-timeout', bad.message)
  if (bad.reason === 'closed') return new HostError('disconnected', bad.message)
  return failureOf(bad.message)
}

function factsIn(reply: Reply | undefined) {
  const text = reply?.ok ? reply.body.toString('latin1') : ''
  const words = /^(\d{1,5}) (\d{1,5}) (\d{1,9}) (\d{1,5}) (\d{1,5}) ([01])\s*$/.exec(text)
  if (!words) throw new HostError('no-such-pane', 'That pane is gone.')
  const [width = 0, height = 0, history = 0, x = 0, y = 0, shown] = words.slice(1).map(Number)
  return { width, height, history, cursor: shown === 1 ? { x, y } : null }
}

/** Rows that a span names while there is so much history. */
function rowsOf({ from, to }: Span, { history, height }: { history: number; height: number }): number {
  return Math.max(0, (to ?? height - 1) - Math.max(from, -history) + 1)
}

/** `-E -`, the end of the visible screen, is what tmux takes without the option too. */
function optionsOf(pane: PaneId, { from, to }: Span): string[] {
  return ['-e', '-N', '-S', String(from), ...(to === null ? [] : ['-E', String(to)]), '-t', pane]
}

/**
 * Reads rows of panes without pausing them, one after the other for the whole server: tmux does nothing else while it
 * captures (7 ms of its CPU for 1000 rows as agents write them, 3.3a: its work is by the cell, not by the colour).
 *
 * They come by a file that the server writes itself (`save-buffer`): through the control client the same megabyte takes
 * three times as long as its capture, and keys and output would wait behind it. Where that fails (a server that sees other
 * folders) they come through the client after all.
 *
 * @param scratch folder for these files, made 0700 when it is not there; each is removed as soon as it was read
 */
export function createChunkReader(tmux: ReadingTmux, scratch: string): ChunkReader {
  let turn: Promise<unknown> = Promise.resolve()
  let byFile = true

  /** After what others have asked for. tmux gets its next work while the rows of this one are still fetched. */
  function inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const mine = turn.then(ask)
    turn = mine.catch(() => {})
    return mine
  }

  /** Lets the server write the rows to `path`; null when it cannot. */
  async function askForFile(pane: PaneId, span: Span, path: string) {
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    const name = bufferName()
    const facts = command('display-message', '-p', '-t', pane, FACTS)
    const capture = command('capture-pane', '-b', name, ...optionsOf(pane, span))
    const save = command('save-buffer', '-b', name, escapeFormat(path))
    const drop = command('delete-buffer', '-b', name)
    const replies = await inOneLine(tmux, pane, [facts, capture, save, drop])
    const problem = failed(replies.slice(0, 2))
    if (problem) throw problem
    if (replies[2]?.ok) return factsIn(replies[0])
    await tmux.requestAll([drop])
    return null
  }

  async function readFileWay(pane: PaneId, span: Span): Promise<Chunk | null> {
    const path = join(scratch, `${randomBytes(8).toString('hex')}.rows`)
    try {
      const told = await inTurn(() => askForFile(pane, span, path))
      const bytes = told && (await readFile(path).catch(() => null))
      return bytes && { ...told, rows: exactly(rowsIn(bytes), rowsOf(span, told)) }
    } finally {
      await rm(path, { force: true })
    }
  }

  async function readClientWay(pane: PaneId, span: Span): Promise<Chunk> {
    const capture = captureBy(captureWay(tmux.status().serverVersion), optionsOf(pane, span))
    const facts = command('display-message', '-p', '-t', pane, FACTS)
    const replies = await inOneLine(tmux, pane, [facts, ...capture.commands])
    const problem = failed(replies)
    if (problem) throw problem
    const told = factsIn(replies[0])
    const body = replies[1 + capture.at]
    return { ...told, rows: exactly(rowsIn(capture.read(body?.ok ? body.body : Buffer.alloc(0))), rowsOf(span, told)) }
  }

  return {
    async read(pane, span) {
      const target = assertPaneId(pane)
      const chunk = byFile ? await readFileWay(target, span) : null
      if (chunk) return chunk
      const slow = await inTurn(() => readClientWay(target, span))
      byFile = false
      return slow
    },
  }
}
