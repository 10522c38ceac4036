import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import type { Terminal } from '@xterm/xterm'
import { unicodeTables } from './unicode'

/** Counts characters' widths as this tmux server does. Works for headless terminals too: the addons use no DOM. */
export function loadWidths(terminal: Pick<Terminal, 'loadAddon' | 'unicode'>, serverVersion: string): void {
  if (unicodeTables(serverVersion) === 'graphemes') {
    terminal.loadAddon(new UnicodeGraphemesAddon())
    return
  }
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
}
