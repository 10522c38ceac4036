import type { Receivers } from '../../../ipc/act'
import { HostError } from '../../../ipc/failure'
import type { Fleet, Pane, PaneId } from '../../../ipc/model'
import type { AgentType } from '../agent-type'
import { panesOfTarget } from '../interrupt-target'

/** One pane that an act was asked for; `pane` is null for a named one that is gone. */
export interface Receiver {
  readonly paneId: PaneId
  readonly pane: Pane | null
}

/** Panes that were named, in the order asked for and each once; those that are gone stay, so that a receipt can say so. */
function named(fleet: Fleet, ids: readonly PaneId[]): Receiver[] {
  return [...new Set(ids)].map(paneId => ({ paneId, pane: fleet.panes.find(one => one.id === paneId) ?? null }))
}

function fits(pane: Pane | null, { types, states }: Receivers): boolean {
  if (types && !types.includes(pane?.agent?.type ?? '')) return false
  return !states || (pane !== null && states.includes(pane.state.name))
}

/**
 * Who is to receive a prompt. A session or the fleet means its agents without the shells; a pane that is named is always
 * among them, and its receipt says why it gets nothing.
 * Throws HostError `no-such-pane`, `no-such-session`, `bad-input` (nobody is left).
 */
export function receiversOf(fleet: Fleet, to: Receivers, types: readonly AgentType[]): Receiver[] {
  const { target } = to
  const shells = new Set(types.filter(type => type.kind === 'shell').map(type => type.id))
  const all =
    target.kind === 'panes'
      ? named(fleet, target.paneIds)
      : panesOfTarget(fleet, target).map(pane => ({ paneId: pane.id, pane }))
  const meant = target.kind === 'session' || target.kind === 'fleet'
  const found = all.filter(({ pane }) => fits(pane, to) && !(meant && shells.has(pane?.agent?.type ?? '')))
  if (found.length === 0) throw new HostError('bad-input', 'No agent fits this choice: nothing was sent.')
  return found
}
