import type { GlobalShortcut } from 'electron'
import type { Settings } from '../../ipc/settings'
import type { Undo } from '../../ipc/wire'

export interface ShortcutOptions {
  readonly shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>
  readonly settings: { get(): Settings; onChange(listener: (settings: Settings) => void): Undo }
  run(): void
  /** Told when the shortcut cannot be had; the words are for the user. */
  onProblem(words: string): void
}

/**
 * The system-wide shortcut for Interrupt all, as the settings say, changed with them. Another program may own it, or
 * the desktop may not allow it (Wayland without its portal): then the user is told, and nothing else breaks.
 */
export function keepShortcut({ shortcuts, settings, run, onProblem }: ShortcutOptions): Undo {
  let held = ''
  let wanted: string | null = null

  function take(accelerator: string): void {
    try {
      if (shortcuts.register(accelerator, run)) held = accelerator
      else onProblem(`The system-wide shortcut ${accelerator} cannot be had: another program uses it.`)
    } catch {
      // Electron throws a TypeError for what is no accelerator.
      onProblem(`The system-wide shortcut "${accelerator}" is no key combination that this system knows.`)
    }
  }

  function free(): void {
    if (held !== '') shortcuts.unregister(held)
    held = ''
  }

  function follow({ interruptShortcut }: Settings): void {
    if (interruptShortcut === wanted) return
    wanted = interruptShortcut
    free()
    if (interruptShortcut !== '') take(interruptShortcut)
  }

  follow(settings.get())
  const undo = settings.onChange(follow)
  return () => {
    undo()
    free()
  }
}
