import type { PaneId } from '../../ipc/model'
import { bufferName } from './commands/buffer-name'
import { assertPaneId, command } from './quote'
import { readShown } from './shown-buffer'
import type { Command, Reply, Tmux } from './types'
import { isAtLeast } from './versions'

/**
 * How a capture comes back. buffer: by `capture-pane -b`, `show-buffer`, `delete-buffer`, since `capture-pane -p` leaks
 * the whole text in the server's memory up to 3.5a (facts: 7.7 → 118 MB in 200 captures); escaped: the same, where
 * `show-buffer` escapes what it shows to a control client (3.3a, see `shown-buffer.ts`); print: by `-p`, from 3.6 on.
 */
export type CaptureWay = 'escaped' | 'buffer' | 'print'

/** The way for a server's version as `3.3a`; unknown versions are taken as old. */
export function captureWay(serverVersion: string): CaptureWay {
  if (isAtLeast(serverVersion, 3, 6)) return 'print'
  return isAtLeast(serverVersion, 3, 4) ? 'buffer' : 'escaped'
}

/** One capture among the commands of a line. */
export interface Capture {
  readonly commands: readonly Command[]
  /** Which of the commands answers with what was captured. */
  readonly at: number
  /** That answer's body as the captured bytes. */
  read(body: Buffer): Buffer
}

/** `capture-pane` with these options, by the way that harms this server least. */
export function captureBy(way: CaptureWay, options: readonly string[]): Capture {
  if (way === 'print') return { commands: [command('capture-pane', '-p', ...options)], at: 0, read: body => body }
  const name = bufferName()
  const commands = [
    command('capture-pane', '-b', name, ...options),
    command('show-buffer', '-b', name),
    command('delete-buffer', '-b', name),
  ]
  return { commands, at: 1, read: way === 'escaped' ? readShown : body => body }
}

/** The visible rows of a pane with their styles (UTF-8), its size in cells and its cursor (null while hidden). */
export interface CapturedScreen {
  readonly rows: Buffer
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
}

const FACTS = '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag}'

/** Sends all as one line where a client follows the pane, so that they tell of one moment; else one after the other. */
function inOneLine(tmux: Pick<Tmux, 'clientOfPane' | 'requestAll'>, pane: PaneId, commands: readonly Command[]) {
  const client = tmux.clientOfPane(pane)
  if (!client?.open) return tmux.requestAll(commands)
  return new Promise<Reply[]>(resolve => {
    const replies: Reply[] = []
    client.send(commands, reply => {
      if (replies.push(reply) === commands.length) resolve(replies)
    })
  })
}

/** Captures what a pane shows, never its history. Null when the pane is gone or tmux does not answer. Never rejects. */
export async function captureScreen(
  tmux: Pick<Tmux, 'clientOfPane' | 'requestAll' | 'status'>,
  pane: PaneId,
): Promise<CapturedScreen | null> {
  const target = assertPaneId(pane)
  const capture = captureBy(captureWay(tmux.status().serverVersion), ['-e', '-t', target])
  const facts = command('display-message', '-p', '-t', target, FACTS)
  const replies = await inOneLine(tmux, target, [facts, ...capture.commands])
  const [told, body] = [replies[0], replies[1 + capture.at]]
  if (!told?.ok || !body?.ok) return null
  const words = /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\d{1,5}) ([01])\s*$/.exec(told.body.toString('latin1'))
  if (!words) return null
  const [width = 0, height = 0, x = 0, y = 0, shown] = words.slice(1).map(Number)
  return { rows: capture.read(body.body), width, height, cursor: shown === 1 ? { x, y } : null }
}
