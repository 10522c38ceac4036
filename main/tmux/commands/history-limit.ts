import type { SessionId } from '../../../ipc/model'
import { assertSessionId, command } from '../quote'
import type { Command } from '../types'
import { isAtLeast } from '../versions'

/**
 * Whether a session's limit is that of all its panes, at once and for ever: so it is from 3.7 on, where lowering it throws
 * lines away (seen on 3.7c and 3.8: 2977 lines became 100 on the spot). Before, a pane's limit is fixed when it is made.
 */
export function limitsFollow(serverVersion: string): boolean {
  return isAtLeast(serverVersion, 3, 7)
}

/**
 * Lines of history for panes that this session makes from now on, and from 3.7 on (`limitsFollow`) for those it has: never
 * set less than holds. null unsets it, so that the global one holds again.
 */
export function setHistoryLimit(sessionId: SessionId, lines: number | null): Command {
  const target = assertSessionId(sessionId)
  if (lines === null) return command('set-option', '-u', '-t', target, 'history-limit')
  return command('set-option', '-t', target, 'history-limit', String(lines))
}

/** Asks for the session's own limit; `parseHistoryLimit` reads the reply. */
export function readHistoryLimit(sessionId: SessionId): Command {
  return command('show-options', '-q', '-v', '-t', assertSessionId(sessionId), 'history-limit')
}

/** Asks for the limit that holds in the session, be it its own or the global one. */
export function readHeldHistoryLimit(sessionId: SessionId): Command {
  return command('show-options', '-A', '-q', '-v', '-t', assertSessionId(sessionId), 'history-limit')
}

/** The session's own limit, null when the global one holds: what to set back after adding panes to a user's session. */
export function parseHistoryLimit(reply: string): number | null {
  const text = reply.trim()
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}
