import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Fleet } from '../../ipc/model'
import { fleetStore } from './fleet-store'
import { type Focus, focusOf } from './selectors'
import { viewStore } from './view-store'

/** The whole fleet; renders again with every patch (at most 20 a second). */
export function useFleet(): Fleet | null {
  return useStore(fleetStore, state => state.fleet)
}

/** What "this session" and "this pane" mean now. */
export function useFocus(): Focus {
  const fleet = useFleet()
  const view = useStore(viewStore)
  return useMemo(() => focusOf(fleet, view), [fleet, view])
}
