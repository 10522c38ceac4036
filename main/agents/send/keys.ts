import type { PaneId } from '../../../ipc/model'
import { bufferName } from '../../tmux/commands/buffer-name'
import { pasteRaw } from '../../tmux/commands/paste-buffer'
import { pressKeys, sendBytes } from '../../tmux/commands/send-keys'
import { command } from '../../tmux/quote'
import type { Command } from '../../tmux/types'

/** What these keys are to a program in whatever mode; others (arrows) depend on it. */
const BYTES: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\x1b',
  Tab: '\t',
  Space: ' ',
  BSpace: '\x7f',
}

function byteOf(key: string): string | null {
  if (/^[\x21-\x7e]$/.test(key)) return key
  const control = /^C-([a-z])$/.exec(key)?.[1]
  if (control) return String.fromCharCode(control.charCodeAt(0) & 0x1f)
  return BYTES[key] ?? null
}

/**
 * Gives a pane bytes as a paste without brackets: the program takes them for keys. tmux gives a paste to one pane alone,
 * also in a window with `synchronize-panes`, and past copy mode (3.3a cmd-paste-buffer writes to the program itself).
 */
export function rawBytes(paneId: PaneId, bytes: string, serverVersion: string): Command[] {
  const name = bufferName()
  return [command('set-buffer', '-b', name, '--', bytes), pasteRaw(paneId, name, serverVersion)]
}

/** Enter for this pane alone. */
export function enterCommands(paneId: PaneId, serverVersion: string): Command[] {
  return rawBytes(paneId, '\r', serverVersion)
}

/**
 * Presses keys (tmux's names, or one character for itself) in this pane alone. null: in a synchronised window tmux would
 * give one of them to its neighbours too.
 */
export function keysAlone(
  paneId: PaneId,
  keys: readonly string[],
  synchronised: boolean,
  serverVersion: string,
): Command[] | null {
  if (!synchronised)
    return keys.flatMap(key =>
      /^[\x21-\x7e]$/.test(key) ? sendBytes(paneId, Buffer.from(key)) : [pressKeys(paneId, key)],
    )
  const bytes = keys.map(byteOf)
  return bytes.includes(null) ? null : rawBytes(paneId, bytes.join(''), serverVersion)
}
