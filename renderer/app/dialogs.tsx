import { useStore } from 'zustand'
import { AddAgentsDialog } from '../features/add-agents/add-agents-dialog'
import { CheckpointDialog } from '../features/checkpoint/checkpoint-dialog'
import { CheckpointsDialog } from '../features/checkpoints/checkpoints-dialog'
import { ExportDialog } from '../features/checkpoints/export-dialog'
import { ImportDialog } from '../features/checkpoints/import-dialog'
import { ExplainDialog } from '../features/explain/explain-dialog'
import { FinishDialog } from '../features/finish/finish-dialog'
import { KillDialog } from '../features/kill/kill-dialog'
import { NewSessionDialog } from '../features/new-session/new-session-dialog'
import { PaletteDialog } from '../features/palette/palette-dialog'
import { PromptHistoryDialog } from '../features/prompt-history/prompt-history-dialog'
import { ActDialog } from '../features/receipts/act-dialog'
import { ReceiptsDialog } from '../features/receipts/receipts-dialog'
import { RecoveryDialog } from '../features/recovery/recovery-dialog'
import { SalvageDialog } from '../features/recovery/salvage-dialog'
import { RenameDialog } from '../features/rename/rename-dialog'
import { RestoreDialog } from '../features/restore/restore-dialog'
import { SaveOutputsDialog } from '../features/save-outputs/save-outputs-dialog'
import { SettingsDialog } from '../features/settings/settings-dialog'
import { ShortcutsDialog } from '../features/shortcuts/shortcuts-dialog'
import { closeDialog, type Dialog, dialogsStore } from '../state/dialogs-store'

interface OneProps {
  readonly dialog: Dialog
  /** It stands above another one. */
  readonly above: boolean
}

function One({ dialog, above }: OneProps) {
  const onClose = () => closeDialog(dialog)
  switch (dialog.kind) {
    case 'palette':
      return <PaletteDialog onClose={onClose} />
    case 'new-session':
      return <NewSessionDialog onClose={onClose} />
    case 'add-agents':
      return <AddAgentsDialog sessionId={dialog.sessionId} onClose={onClose} />
    case 'rename':
      return <RenameDialog sessionId={dialog.sessionId} onClose={onClose} />
    case 'kill':
      return <KillDialog target={dialog.target} onClose={onClose} />
    case 'finish':
      return <FinishDialog key={dialog.finishId ?? dialog.sessionId} {...dialog} onClose={onClose} />
    case 'save-outputs':
      return <SaveOutputsDialog target={dialog.target} onClose={onClose} />
    case 'receipts':
      return <ReceiptsDialog {...dialog} above={above} onClose={onClose} />
    case 'explain':
      return <ExplainDialog paneId={dialog.paneId} onClose={onClose} />
    case 'prompt-history':
      return <PromptHistoryDialog onClose={onClose} />
    case 'act':
      return <ActDialog key={dialog.actId} actId={dialog.actId} above={above} onClose={onClose} />
    case 'checkpoint':
      return <CheckpointDialog sessionId={dialog.sessionId} onClose={onClose} />
    case 'checkpoints':
      return <CheckpointsDialog show={dialog.show} onClose={onClose} />
    case 'restore':
      return <RestoreDialog key={dialog.checkpoint} {...dialog} above={above} onClose={onClose} />
    case 'recovery':
      return <RecoveryDialog show={dialog.show} onClose={onClose} />
    case 'salvage':
      return <SalvageDialog ids={dialog.ids} above={above} onClose={onClose} />
    case 'export':
      return <ExportDialog key={dialog.checkpoint} checkpoint={dialog.checkpoint} above={above} onClose={onClose} />
    case 'import':
      return <ImportDialog above={above} onClose={onClose} />
    case 'settings':
      return <SettingsDialog onClose={onClose} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />
  }
}

/** The dialogs that are open: one, or receipts above a form, which keeps its draft by keeping its key. */
export function Dialogs() {
  const { dialog, under } = useStore(dialogsStore)
  const open = [under, dialog].filter(one => one !== null)
  return open.map((one, at) => <One key={one.kind} dialog={one} above={at > 0} />)
}
