import { useMemo } from 'react'
import { useStore } from 'zustand'
import { fleetStore } from '../state/fleet-store'
import { viewStore } from '../state/view-store'
import { type CommandContext, commandContext } from './context'
import { terminalActionsStore } from './terminal-actions'

/** The context of commands, kept up to date: what a button needs to know whether it makes sense. */
export function useCommandContext(): CommandContext {
  const fleet = useStore(fleetStore)
  const view = useStore(viewStore)
  const terminal = useStore(terminalActionsStore)
  // biome-ignore lint/correctness/useExhaustiveDependencies: commandContext reads exactly these three stores
  return useMemo(() => commandContext(), [fleet, view, terminal])
}
