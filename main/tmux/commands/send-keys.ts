import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command } from '../types'

/**
 * `send-keys -H` is quadratic in the length of its line: 1 MB takes 2.3 s in lines of 256 bytes, 5.0 s in 1024, 10.8 s in
 * 2048, and a line of more than about 9900 is refused (3.3a).
 */
const BYTES_A_LINE = 256

/** Types bytes exactly as they are, 0–255; to be sent in this order, each as a line of its own. */
export function sendBytes(paneId: PaneId, bytes: Uint8Array): Command[] {
  const target = assertPaneId(paneId)
  const commands: Command[] = []
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const hex = Array.from(bytes.subarray(at, at + BYTES_A_LINE), byte => byte.toString(16).padStart(2, '0'))
    commands.push(command('send-keys', '-t', target, '-H', ...hex))
  }
  return commands
}

const NAMED_KEY =
  /^(?:[CMS]-){0,3}(?:Enter|Escape|Tab|BTab|BSpace|Space|Up|Down|Left|Right|Home|End|PPage|NPage|DC|IC|F(?:[1-9]|1[0-2]))$|^(?:[CMS]-){1,3}[a-z@[\\\]^_]$/

/**
 * Presses keys by tmux's names (`C-c`, `Escape`, `Up`); tmux encodes them as the program's mode wants. Throws Error (a
 * bug of ours) for anything that tmux would type as text.
 */
export function pressKeys(paneId: PaneId, ...keys: readonly string[]): Command {
  const unknown = keys.find(key => !NAMED_KEY.test(key))
  if (unknown !== undefined || keys.length === 0) throw new Error(`${JSON.stringify(unknown)} is no named key`)
  return command('send-keys', '-t', assertPaneId(paneId), ...keys)
}
