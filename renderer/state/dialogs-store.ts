import { createStore } from 'zustand/vanilla'
import type { KillTarget } from '../../ipc/contract'
import type { PaneId, Receipt, SessionId } from '../../ipc/model'

/** A dialog that is open. Questions that a terminal asks (`features/confirm`) stand above it. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'new-session' }
  | { readonly kind: 'add-agents'; readonly sessionId: SessionId }
  | { readonly kind: 'rename'; readonly sessionId: SessionId }
  | { readonly kind: 'kill'; readonly target: KillTarget }
  | {
      readonly kind: 'receipts'
      /** Name of the act: `Interrupt all`. */
      readonly title: string
      readonly receipts: readonly Receipt[]
      /** From the call to the last key written, in ms; null where no keys were sent. */
      readonly sentInMs: number | null
    }
  | { readonly kind: 'explain'; readonly paneId: PaneId }
  | { readonly kind: 'prompt-history' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }

export interface DialogsStore {
  /** The one on top: keys are its own. */
  readonly dialog: Dialog | null
  /** A form that receipts stand above: *Interrupt all* works from everywhere, and must not cost anybody a draft. */
  readonly under: Dialog | null
}

export const dialogsStore = createStore<DialogsStore>(() => ({ dialog: null, under: null }))

/** Opens a dialog in place of another; receipts stand above a form that is open, and replace earlier receipts. */
export function openDialog(dialog: Dialog): void {
  const { dialog: top, under } = dialogsStore.getState()
  const kept = top?.kind === 'receipts' ? under : top?.kind === 'palette' ? null : top
  dialogsStore.setState({ dialog, under: dialog.kind === 'receipts' ? kept : null })
}

/** Closes one dialog, wherever it stands; all of them where none is named. */
export function closeDialog(which?: Dialog): void {
  const { dialog, under } = dialogsStore.getState()
  if (!which) dialogsStore.setState({ dialog: null, under: null })
  else if (which === dialog) dialogsStore.setState({ dialog: under, under: null })
  else if (which === under) dialogsStore.setState({ under: null })
}
