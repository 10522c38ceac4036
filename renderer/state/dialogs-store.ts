import { createStore } from 'zustand/vanilla'
import type { KillTarget } from '../../ipc/contract'
import type { Receipt, SessionId } from '../../ipc/model'

/** The one dialog that is open. Questions that a terminal asks (`features/confirm`) stand above it. */
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
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }

export const dialogsStore = createStore<{ readonly dialog: Dialog | null }>(() => ({ dialog: null }))

export function openDialog(dialog: Dialog): void {
  dialogsStore.setState({ dialog })
}

export function closeDialog(): void {
  dialogsStore.setState({ dialog: null })
}
