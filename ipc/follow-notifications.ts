import type { Fleet } from './model'
import { decideNotifications, type Looking, NOTHING_TOLD, type Notice } from './notifications'
import type { Settings } from './settings'
import type { Undo } from './wire'

/**
 * Changes of so many ms are told as one notification: agents that stop together rarely do so in the same moment, a
 * question's text is read shortly after the state, and who answers at once need not be told.
 */
const SETTLE_MS = 1500

export interface NotificationParts {
  /** null: not known yet. */
  fleet(): Fleet | null
  onChange(listener: () => void): Undo
  /** What the person sees at the moment of the decision. */
  looking(): Looking | null
  settings(): Settings['notify']
  tell(notice: Notice): void
  /** Runs once, later; the undo forgets it. */
  after(ms: number, run: () => void): Undo
}

/** Follows a fleet and tells what `decideNotifications` finds, at most once in 1.5 s. The undo ends it. */
export function followNotifications(parts: NotificationParts): Undo {
  const { fleet, looking, settings, tell, after } = parts
  let before: Fleet | null = null
  let told = NOTHING_TOLD
  let waiting: Undo | null = null

  function decide(): void {
    waiting = null
    const now = fleet()
    if (!now || now === before) return
    const decided = decideNotifications(before, now, looking(), settings(), told)
    before = now
    told = decided.told
    if (decided.notice) tell(decided.notice)
  }

  decide()
  const undo = parts.onChange(() => {
    waiting ??= after(SETTLE_MS, decide)
  })
  return () => {
    undo()
    waiting?.()
    waiting = null
  }
}
