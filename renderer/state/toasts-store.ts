import { createStore } from 'zustand/vanilla'
import type { SavedBefore } from '../../ipc/saved-before'

export interface ToastAction {
  readonly label: string
  run(): void
}

export type ToastUndo =
  | { readonly actId: string }
  | { readonly act: 'add' | 'kill'; readonly before: readonly SavedBefore[] | undefined }

export interface Toast {
  readonly id: number
  readonly tone: 'done' | 'notice' | 'failure'
  /** What happened. */
  readonly title: string
  /** What it means for the agents; empty when there is nothing to add. */
  readonly meaning: string
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string
  readonly action?: ToastAction
  /** An act whose checkpoint is the way back, or the checkpoints themselves: *Undo to checkpoint*. */
  readonly undo?: ToastUndo
  /** ms until it goes by itself, where its tone does not say: an *Undo* is there as long as it can be done. */
  readonly stay?: number
}

/** More than this and the oldest goes: a stack of messages that covers the agents helps nobody. */
const MOST = 4

/** ms that a message stays which offers a way back: time to see what was done. */
export const UNDO_STAYS = 20_000

/** In ms. A failure stays until it is dismissed; it may tell what to do. */
const STAYS = { done: 4000, notice: 10_000 } as const

export const toastsStore = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }))

let nextId = 1

/** Shows a message in the `status` region; returns its id. */
export function showToast(toast: {
  readonly tone: Toast['tone']
  readonly title: string
  readonly meaning?: string
  readonly remedy?: string
  readonly action?: ToastAction
  readonly undo?: ToastUndo
  readonly stay?: number
}): number {
  const id = nextId++
  const whole: Toast = { meaning: '', remedy: '', ...toast, id }
  // The same words twice say nothing new: the newer one takes the older one's place.
  toastsStore.setState(({ toasts }) => ({
    toasts: [...toasts.filter(one => one.title !== whole.title || one.tone !== whole.tone), whole].slice(-MOST),
  }))
  return id
}

export function dismissToast(id: number): void {
  toastsStore.setState(({ toasts }) => ({ toasts: toasts.filter(one => one.id !== id) }))
}

/** How long a message stays by itself, in ms; null: until it is dismissed. */
export function stayOf(toast: Toast): number | null {
  if (toast.stay !== undefined) return toast.stay
  return toast.tone === 'failure' || toast.action ? null : STAYS[toast.tone]
}
