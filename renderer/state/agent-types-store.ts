import { createStore } from 'zustand/vanilla'
import type { AgentTypeInfo } from '../../ipc/model'
import { call } from '../host/host'

/** The kinds of agent as the host knows them, with whether their programs are installed. */
export interface AgentTypesStore {
  readonly types: readonly AgentTypeInfo[]
  /** asking: the host looks for the programs; failed: it could not be asked. */
  readonly status: 'none' | 'asking' | 'known' | 'failed'
}

export const agentTypesStore = createStore<AgentTypesStore>(() => ({ types: [], status: 'none' }))

/** Asks the host; `refresh` looks for the programs again (after an install). Never rejects: `status` tells. */
export async function loadAgentTypes(refresh: boolean): Promise<void> {
  agentTypesStore.setState({ status: 'asking' })
  try {
    const { types } = await call('agentTypes.list', { refresh })
    agentTypesStore.setState({ types, status: 'known' })
  } catch {
    agentTypesStore.setState({ status: 'failed' })
  }
}
