import { createStore } from 'zustand/vanilla'
import type { Fleet } from '../../ipc/model'

/** The host's truth as the page has it. Written only by `renderer/host`. */
export interface FleetStore {
  /** null until the first full state has come. */
  readonly fleet: Fleet | null
  readonly connection: 'connecting' | 'open' | 'lost'
}

export const fleetStore = createStore<FleetStore>(() => ({ fleet: null, connection: 'connecting' }))
