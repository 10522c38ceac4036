import type { Undo } from '../../ipc/wire'
import { confirmStore } from '../state/confirm-store'
import { dialogsStore } from '../state/dialogs-store'
import { isMac, type KeyStroke, keyName, matchesKeys } from './keys'
import { type Command, commands, runCommand } from './registry'

/** Held down, these run again; everything else runs once a press. */
const REPEATS = new Set(['view.next', 'view.previous', 'terminal.larger', 'terminal.smaller'])

/** Cmd with these is the system's own editing, or sends what was written; in a text field they stay so. */
const MAC_EDITING = new Set(['A', 'C', 'V', 'X', 'Z', 'Enter'])

/** The command whose key this is, whether or not it makes sense now. */
function commandOfStroke(stroke: KeyStroke, mac: boolean): Command | null {
  return commands.find(command => command.keys.some(keys => matchesKeys(stroke, keys, mac))) ?? null
}

/** A text field of ours; xterm's own hidden one belongs to the terminal. */
function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.classList.contains('xterm-helper-textarea')) return false
  return target.matches('input, textarea, [contenteditable="true"]')
}

const isTerminalField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.classList.contains('xterm-helper-textarea')

type Verdict = 'leave' | 'swallow' | 'run'

/** With a dialog open all keys are the dialog's, but for *Interrupt all*: stopping the agents must never wait. */
function letThrough(command: Command): boolean {
  if (confirmStore.getState().question) return command.id === 'agents.interruptAll'
  const { dialog } = dialogsStore.getState()
  if (!dialog || command.id === 'agents.interruptAll') return true
  // The palette's own key closes it.
  return command.id === 'palette.open' && dialog.kind === 'palette'
}

/** What becomes of a keydown. Only keys of ours are ever swallowed: what is left alone reaches the terminal. */
function judgeKey(event: KeyboardEvent, mac: boolean): { verdict: Verdict; command: Command | null } {
  const nothing = { verdict: 'leave', command: null } as const
  // AltGr arrives as Ctrl+Alt on Windows, and an input method's keys are its own.
  if (event.isComposing || event.getModifierState('AltGraph')) return nothing
  const command = commandOfStroke(event, mac)
  if (!command) return nothing
  const inField = isTextField(event.target)
  if (mac && inField && MAC_EDITING.has(keyName(event))) return nothing
  // The browser's own paste asks no leave to read the clipboard, which Electron's shell would refuse; xterm takes no key here.
  if (command.id === 'terminal.paste' && isTerminalField(event.target)) return nothing
  if (!letThrough(command)) return inField ? nothing : { verdict: 'swallow', command }
  if (event.repeat && !REPEATS.has(command.id)) return { verdict: 'swallow', command }
  return { verdict: 'run', command }
}

/**
 * The one keydown listener, in the capture phase on window: it comes before xterm's, so our keys work while a terminal
 * has the focus, and a key that is not ours is not touched. Returns its undo.
 */
export function listenForKeys(target: Window = window, mac: boolean = isMac()): Undo {
  const onKeyDown = (event: KeyboardEvent) => {
    const { verdict, command } = judgeKey(event, mac)
    if (verdict === 'leave' || !command) return
    // On macOS Cmd never reaches a terminal, so an unavailable command's key may keep its other meaning.
    const ran = verdict === 'run' && runCommand(command.id)
    if (!ran && mac && verdict === 'run') return
    event.preventDefault()
    event.stopPropagation()
  }
  target.addEventListener('keydown', onKeyDown, { capture: true })
  return () => target.removeEventListener('keydown', onKeyDown, { capture: true })
}
