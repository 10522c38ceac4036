import { useStore } from 'zustand'
import type { Pane } from '../../../ipc/model'
import { settingsStore } from '../../state/settings-store'
import { taskOf } from './names'

/** The task of a pane, in words that go without the host's name. */
export function useTask(pane: Pane): string {
  const hostName = useStore(settingsStore, state => state.info?.hostName ?? '')
  return taskOf(pane, hostName)
}
