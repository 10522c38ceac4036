import { createStore } from 'zustand/vanilla'
import type { RestoreChoice } from '../../ipc/checkpoint'
import type { KillTarget } from '../../ipc/contract'
import type { PaneId, Receipt, SessionId } from '../../ipc/model'

/** A dialog that is open. Questions that a terminal asks (`features/confirm`) stand above it. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'new-session' }
  | { readonly kind: 'add-agents'; readonly sessionId: SessionId }
  | { readonly kind: 'rename'; readonly sessionId: SessionId }
  | { readonly kind: 'kill'; readonly target: KillTarget }
  /** What a start of agents did; nothing of it changes any more. `title`: `New session`. */
  | { readonly kind: 'receipts'; readonly title: string; readonly receipts: readonly Receipt[] }
  /** An act with its receipts as they are now (`act-book`). */
  | { readonly kind: 'act'; readonly actId: string }
  /** `finishId`: a run that is shown again; without it the one under way, or a new one. */
  | { readonly kind: 'finish'; readonly sessionId: SessionId; readonly finishId?: string }
  | { readonly kind: 'save-outputs'; readonly target: KillTarget }
  | { readonly kind: 'explain'; readonly paneId: PaneId }
  | { readonly kind: 'prompt-history' }
  | { readonly kind: 'checkpoint'; readonly sessionId: SessionId }
  /** `show`: id of the one that is opened at first. */
  | { readonly kind: 'checkpoints'; readonly show?: string }
  /** The plan of a restore; stands above the list of checkpoints. `first`: what is chosen when it opens. */
  | { readonly kind: 'restore'; readonly checkpoint: string; readonly first?: Partial<RestoreChoice> }
  /** One checkpoint to a file, or one from a file; both stand above the list of checkpoints. */
  | { readonly kind: 'export'; readonly checkpoint: string }
  | { readonly kind: 'import' }
  /** Sessions that are lost. `show`: id of the one that is opened at first. */
  | { readonly kind: 'recovery'; readonly show?: string }
  /** What is left of lost sessions, by their ids, to files; stands above *Recovery*. */
  | { readonly kind: 'salvage'; readonly ids: readonly string[] }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }

export interface DialogsStore {
  /** The one on top: keys are its own. */
  readonly dialog: Dialog | null
  /** A form that receipts stand above: *Interrupt all* works from everywhere, and must not cost anybody a draft. */
  readonly under: Dialog | null
}

export const dialogsStore = createStore<DialogsStore>(() => ({ dialog: null, under: null }))

const ABOVE = new Set<Dialog['kind']>(['receipts', 'act', 'restore', 'salvage', 'export', 'import'])
/** What stands above another dialog instead of replacing it. */
const isAbove = (dialog: Dialog | null) => dialog !== null && ABOVE.has(dialog.kind)

/** Opens a dialog in place of another; receipts and plans stand above what is open, and replace earlier ones. */
export function openDialog(dialog: Dialog): void {
  const { dialog: top, under } = dialogsStore.getState()
  const kept = isAbove(top) ? under : top?.kind === 'palette' ? null : top
  dialogsStore.setState({ dialog, under: isAbove(dialog) ? kept : null })
}

/** Closes one dialog, wherever it stands; all of them where none is named. */
export function closeDialog(which?: Dialog): void {
  const { dialog, under } = dialogsStore.getState()
  if (!which) dialogsStore.setState({ dialog: null, under: null })
  else if (which === dialog) dialogsStore.setState({ dialog: under, under: null })
  else if (which === under) dialogsStore.setState({ under: null })
}
