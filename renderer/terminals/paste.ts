import type { PaneId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import { call } from '../host/host'
import { settingsStore } from '../state/settings-store'
import { terminalHooks } from './hooks'
import { isMultiline, pasteLines } from './input-bytes'

/**
 * Takes the paste event before xterm does. xterm would send the text as keys; tmux pastes 10 MB by a buffer, and knows
 * whether the program asked for brackets (before tmux 3.7 a snapshot cannot tell).
 */
export function watchPaste(element: HTMLElement, onPaste: (text: string) => void): Undo {
  const listener = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text) onPaste(text)
  }
  element.addEventListener('paste', listener, true)
  return () => element.removeEventListener('paste', listener, true)
}

/**
 * Pastes into a pane; several lines are asked about first when the setting says so and the program is not known to have
 * bracketed paste on. Rejects with a `HostError`.
 */
export async function pasteInto(paneId: PaneId, text: string, bracketed: boolean): Promise<void> {
  const ask = settingsStore.getState().settings?.confirmMultilinePaste ?? true
  if (ask && !bracketed && isMultiline(text) && !(await terminalHooks().confirmPaste(text))) return
  await call('pane.paste', { paneId, text: pasteLines(text) })
}
