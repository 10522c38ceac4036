import type { Command } from '../types'
import { type Created, parseCreated } from './created'
import { setHistoryLimit } from './history-limit'
import { killSession } from './kill-session'
import { newSession } from './new-session'
import { replaceWindow } from './new-window'
import type { Start } from './start'

export interface SessionPlan {
  readonly name: string
  /** Cells; see `planWindows`. */
  readonly width: number
  readonly height: number
  /** Lines of history for every pane of the session, the first included. */
  readonly historyLimit: number
  /** Name of the first window; tmux names it by its program when there is none. */
  readonly windowName?: string
  readonly first: Start
}

/** Ends by itself, and the session with it, should the host die between two steps. */
const PLACEHOLDER = ['sleep', '60']

/**
 * Makes a detached session whose first pane has the session's history. A pane's limit is fixed when it is made and no
 * global option may be changed, so: (1) a session with a placeholder, (2) the limit for the session, (3) the first real
 * window in the placeholder's place, with its index, size and being current (proved on 3.3a, base-index 0 and not). The
 * variables of `first` are that pane's alone. Rejects as `request` does; nothing is left behind then.
 */
export async function createSession(
  request: (command: Command) => Promise<string>,
  plan: SessionPlan,
): Promise<Created> {
  const start = { folder: plan.first.folder, environment: {}, argv: PLACEHOLDER }
  const { name, width, height } = plan
  const placeholder = parseCreated(await request(newSession({ name, width, height, start })))
  try {
    await request(setHistoryLimit(placeholder.sessionId, plan.historyLimit))
    return parseCreated(await request(replaceWindow(placeholder.windowId, plan.first, plan.windowName)))
  } catch (error) {
    // The first failure is the one to tell; a session that is gone already needs no end.
    await request(killSession(placeholder.sessionId)).catch(() => '')
    throw error
  }
}
