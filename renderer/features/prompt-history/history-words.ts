import type { PromptRecord } from '../../../ipc/act'
import type { Fleet, PaneId, Receipt } from '../../../ipc/model'
import { paneById, paneName } from '../../state/selectors'
import { listed } from '../../ui/format'

/** So many names are told; beyond that, how many more. */
const NAMED = 3

/** `cc_1 and cc_2 in api`, `cc_1 and 7 more in 2 sessions`. */
export function whomWords(receipts: readonly Receipt[]): string {
  if (receipts.length === 0) return 'nobody'
  const sessions = [...new Set(receipts.map(receipt => receipt.session))]
  const all = receipts.map(receipt => receipt.agent)
  const names = all.length > NAMED ? [...all.slice(0, NAMED - 1), `${all.length - NAMED + 1} more`] : all
  return `${listed(names)} in ${sessions.length === 1 ? sessions[0] : `${sessions.length} sessions`}`
}

/**
 * The panes of a prompt that still hold the agent which received it. tmux's ids begin anew with each server, so an id
 * alone could mean another agent: name and session have to be the same too.
 */
export function stillThere(fleet: Fleet | null, { receipts }: PromptRecord): PaneId[] {
  return receipts.flatMap(({ paneId, agent, session }) => {
    const pane = paneById(fleet, paneId)
    if (!pane?.agent || paneName(pane) !== agent) return []
    const holder = fleet?.sessions.find(
      one => one.name === session && one.windows.some(link => link.windowId === pane.windowId),
    )
    return holder ? [paneId] : []
  })
}
