import { useStore } from 'zustand'
import { AddAgentsDialog } from '../features/add-agents/add-agents-dialog'
import { KillDialog } from '../features/kill/kill-dialog'
import { NewSessionDialog } from '../features/new-session/new-session-dialog'
import { PaletteDialog } from '../features/palette/palette-dialog'
import { ReceiptsDialog } from '../features/receipts/receipts-dialog'
import { RenameDialog } from '../features/rename/rename-dialog'
import { SettingsDialog } from '../features/settings/settings-dialog'
import { ShortcutsDialog } from '../features/shortcuts/shortcuts-dialog'
import { closeDialog, dialogsStore } from '../state/dialogs-store'

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useStore(dialogsStore, state => state.dialog)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'palette':
      return <PaletteDialog onClose={closeDialog} />
    case 'new-session':
      return <NewSessionDialog onClose={closeDialog} />
    case 'add-agents':
      return <AddAgentsDialog sessionId={dialog.sessionId} onClose={closeDialog} />
    case 'rename':
      return <RenameDialog sessionId={dialog.sessionId} onClose={closeDialog} />
    case 'kill':
      return <KillDialog target={dialog.target} onClose={closeDialog} />
    case 'receipts':
      return <ReceiptsDialog {...dialog} onClose={closeDialog} />
    case 'settings':
      return <SettingsDialog onClose={closeDialog} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />
  }
}
