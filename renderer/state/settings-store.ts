import { createStore } from 'zustand/vanilla'
import type { CallOut } from '../../ipc/contract'
import type { Settings } from '../../ipc/settings'

/** The user's settings and the facts about the host. Written only by `renderer/host`. */
export interface SettingsStore {
  /** null until the host has told them. */
  readonly settings: Settings | null
  readonly info: CallOut<'app.info'> | null
}

export const settingsStore = createStore<SettingsStore>(() => ({ settings: null, info: null }))

/**
 * Whether the host takes checkpoints by itself, before a kill among others: the settings want them, and its data folder is
 * its own. False while that is not known.
 */
export function takesCheckpoints({ settings, info }: SettingsStore): boolean {
  return settings?.autoCheckpoints === true && info?.readOnly === ''
}
