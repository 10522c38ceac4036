import type { Act as HostAct } from '../../ipc/act'
import type { Undo } from '../../ipc/wire'
import { runCommand } from '../commands/registry'
import { showNoticed } from '../features/notifications/follow'
import { actBook } from '../state/act-book'
import { type Act, onAct } from '../state/acts-store'
import { openDialog } from '../state/dialogs-store'
import { settingsStore } from '../state/settings-store'
import { showToast } from '../state/toasts-store'

/** Carries out what the menu, the tray or the system-wide shortcut asked for. */
export function takeAct(act: Act): void {
  if ('command' in act) runCommand(act.command)
  else if ('show' in act) showNoticed(act.show)
  else showToast({ tone: 'notice', title: act.notice })
}

/** Opens the receipts of what the tray or the shortcut started, once; prompts have their receipts in the composer. */
function showHostActs(): Undo {
  const show = (acts: ReadonlyMap<string, HostAct>, before?: ReadonlyMap<string, HostAct>) => {
    for (const { id, origin, kind } of acts.values())
      if (origin === 'host' && kind !== 'send' && !before?.has(id)) openDialog({ kind: 'act', actId: id })
  }
  show(actBook.getState().acts)
  return actBook.subscribe((now, before) => show(now.acts, before.acts))
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
  const undoHostActs = showHostActs()
  return () => {
    undoHostActs()
    undoActs()
    undoInfo()
  }
}
