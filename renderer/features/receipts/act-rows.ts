import type { Act } from '../../../ipc/act'
import type { Fleet, PaneId, Receipt } from '../../../ipc/model'
import type { Row } from '../../state/receipts-words'
import { canBePrompted } from '../../state/receivers'
import { paneById } from '../../state/selectors'

/** A next step that can be taken here, for one agent or for many; killing is asked for one by one. */
export type Step = Exclude<NonNullable<Receipt['next']>[number], 'kill' | 'clear-draft'>

const STEPS: readonly Step[] = ['retry', 'other-key', 'freeze', 'thaw']

/**
 * The lines of an act and of the next steps that were taken for some of its panes, in the act's order: each pane's last
 * receipt, with the state that it had before the first.
 */
export function rowsOf([first, ...later]: readonly Act[]): Row[] {
  if (!first) return []
  return first.receipts.map(receipt => {
    let row: Row = { receipt, doing: first.kind }
    for (const act of later) {
      const next = act.receipts.find(one => one.paneId === receipt.paneId)
      if (next) row = { receipt: { ...next, before: receipt.before }, doing: act.kind }
    }
    return row
  })
}

/** Exactly those that were stopped, by whichever step, and can be told to go on: no shells, none that ended or is frozen. */
export function stoppedPanes(acts: readonly Act[], fleet: Fleet | null): PaneId[] {
  const stopped = new Set<PaneId>()
  for (const { kind, receipts } of acts)
    for (const { paneId, result, after } of receipts)
      if (kind === 'interrupt' && result === 'done' && after !== 'exited') stopped.add(paneId)
  return [...stopped].filter(id => {
    const pane = paneById(fleet, id)
    return pane !== null && canBePrompted(pane) && !pane.frozen && !pane.dead
  })
}

/** The steps that some lines offer, each with the panes for which it may be tried, the gentlest first. */
export function offeredSteps(rows: readonly Row[]): { readonly step: Step; readonly panes: readonly PaneId[] }[] {
  return STEPS.flatMap(step => {
    const panes = rows.filter(row => row.receipt.next?.includes(step)).map(row => row.receipt.paneId)
    return panes.length > 0 ? [{ step, panes }] : []
  })
}

/** `Ctrl+C`, `Freeze`: what a button for this step says. Another key has its name where it is the same for all of them. */
export function stepWord(step: Step, rows: readonly Row[]): string {
  if (step === 'retry') return 'Try again'
  if (step === 'freeze') return 'Freeze'
  if (step === 'thaw') return 'Thaw'
  const [key, ...others] = new Set(rows.map(row => row.receipt.key))
  return key !== undefined && others.length === 0 ? key : 'Other key'
}
