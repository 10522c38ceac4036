import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'
import { isAtLeast } from '../versions'
import { bufferName } from './buffer-name'

const PASTE_END = '\u001b[201~'

/**
 * The text without the sequence that ends a bracketed paste, behind which a program would take it for typed keys; tmux
 * does not remove it before 3.7. What forms one only after that removal (`ESC[20ESC[201~1~`) loses its ESC.
 */
export function pasteText(text: string): string {
  return text.replaceAll(PASTE_END, '').replace(/\u001b+\[201~/g, '[201~')
}

/** A paste in two steps: `load` with `input` on standard input (as a process), then `paste` by any way. */
export interface Paste {
  readonly load: Command
  readonly input: Uint8Array
  readonly paste: Command
}

/**
 * Gives a pane the bytes of a buffer exactly as they are; the buffer is gone afterwards (`-d`). Servers from 3.7 on pass a
 * buffer through vis(3), which makes the two letters `^C` of a Ctrl+C, unless `-S` stops them; older ones do not know `-S`.
 * @param serverVersion as `#{version}`, e.g. `3.3a`
 */
export function pasteRaw(paneId: PaneId, buffer: string, serverVersion: string): Command {
  return command('paste-buffer', ...asItIs(serverVersion), '-b', buffer, '-t', assertPaneId(paneId))
}

function asItIs(serverVersion: string): string[] {
  return isAtLeast(serverVersion, 3, 7) ? ['-r', '-d', '-S'] : ['-r', '-d']
}

/**
 * Pastes text, bracketed when the program asked for it (`-p`: tmux alone knows before 3.7), line ends as they are (`-r`);
 * the buffer is gone afterwards (`-d`). 1 MB takes 17 to 28 ms.
 * @param serverVersion as `#{version}`, e.g. `3.3a`
 */
export function paste(paneId: PaneId, text: string, serverVersion: string): Paste {
  const name = bufferName()
  return {
    load: command('load-buffer', '-b', name, '-'),
    input: Buffer.from(pasteText(text), 'utf8'),
    paste: command('paste-buffer', '-p', ...asItIs(serverVersion), '-b', name, '-t', assertPaneId(paneId)),
  }
}
