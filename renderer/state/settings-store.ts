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
