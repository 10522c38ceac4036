import type { PromptRecord } from '../../../ipc/act'
import type { Fleet, PaneId, Receipt } from '../../../ipc/model'
import { paneById, paneName } from '../../state/selectors'
import { listed } from '../../ui/format'

// 24 hours in any language, as every other moment in the window.
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** `14:03` today, `3 Nov, 14:03` this year, `3 Nov 2025, 14:03` before. Both in Unix ms. */
export function whenWords(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)]
  const time = TIME.format(then)
  if (then.toDateString() === today.toDateString()) return time
  return `${(then.getFullYear() === today.getFullYear() ? DAY : YEAR).format(then)}, ${time}`
}

/** The first line that says something; cut, as a line may be a whole file. */
export function firstLine(text: string): string {
  return (/\S[^\r\n]*/.exec(text)?.[0] ?? '').slice(0, 300)
}

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
