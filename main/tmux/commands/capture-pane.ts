import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'
import { bufferName } from './buffer-name'

export interface CaptureOptions {
  /** First line: 0 is the top of the screen, negative lines are history, `all` its beginning. Default 0. */
  readonly from?: number | 'all'
  /** Last line; default the bottom of the screen. */
  readonly to?: number
  /** With colours and attributes as escape sequences (`-e`). */
  readonly styles?: boolean
  /** Keep blanks at the ends of lines (`-N`). */
  readonly blanks?: boolean
  /** Join wrapped lines (`-J`; implies blanks). */
  readonly join?: boolean
  /** The main screen that the alternate one hides (`-a`); an error of tmux when there is none. */
  readonly saved?: boolean
}

function optionsOf(options: CaptureOptions): string[] {
  const flags = [
    options.styles ? '-e' : '',
    options.blanks ? '-N' : '',
    options.join ? '-J' : '',
    options.saved ? '-a' : '',
  ].filter(flag => flag !== '')
  const from = options.from === undefined ? [] : ['-S', options.from === 'all' ? '-' : String(options.from)]
  const to = options.to === undefined ? [] : ['-E', String(options.to)]
  return [...flags, ...from, ...to]
}

/**
 * Reads a pane's text: the reply to the second of these three commands, to be sent as one list. Through a buffer, as
 * `capture-pane -p` leaks the whole text in servers up to 3.5a. A server does nothing else meanwhile (5000 lines 40 ms):
 * ask for 2000 lines at most at once.
 */
export function capturePane(paneId: PaneId, options: CaptureOptions = {}): [Command, Command, Command] {
  const name = bufferName()
  return [
    command('capture-pane', '-b', name, ...optionsOf(options), '-t', assertPaneId(paneId)),
    command('show-buffer', '-b', name),
    command('delete-buffer', '-b', name),
  ]
}

/**
 * The bytes of an unfinished escape sequence, octal-escaped, often none. Without a buffer: a few bytes leak little, and
 * an empty capture makes no buffer (3.3a), so that showing it would be an error.
 */
export function capturePending(paneId: PaneId): Command {
  return command('capture-pane', '-p', '-P', '-C', '-t', assertPaneId(paneId))
}
