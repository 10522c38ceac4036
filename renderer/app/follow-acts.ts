import type { Undo } from '../../ipc/wire'
import { runCommand } from '../commands/registry'
import { showNoticed } from '../features/notifications/follow'
import { type Act, onAct } from '../state/acts-store'
import { settingsStore } from '../state/settings-store'
import { showToast } from '../state/toasts-store'

/** Carries out what the menu, the tray or the system-wide shortcut asked for. */
export function takeAct(act: Act): void {
  if ('command' in act) runCommand(act.command)
  else if ('show' in act) showNoticed(act.show)
  else showToast({ tone: 'notice', title: act.notice })
}

/** Follows acts, and tells once what the host found at its start (a damaged settings file that was set aside). */
export function followActs(): Undo {
  const undoActs = onAct(takeAct)
  const told = new Set<string>()
  const tell = () => {
    for (const notice of settingsStore.getState().info?.notices ?? []) {
      if (told.has(notice)) continue
      told.add(notice)
      showToast({ tone: 'failure', title: notice })
    }
  }
  tell()
  const undoInfo = settingsStore.subscribe(tell)
  return () => {
    undoActs()
    undoInfo()
  }
}
